import { concat, map, mergeMap, NEVER, of, VirtualTimeScheduler } from 'rxjs';
import { batchStage, concurrencyLimit, listStage, pipeline, rateLimit, stage } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { all } from '../support/consume';
import { word } from '../support/marbles';

/** A batch stage of strings, whose project is given by each spec. */
const details = batchStage('details', (ids: readonly string[]) => of(ids), { max: 3, concurrency: 1 });
/** Feeds back `d` for `c`. */
const walking = batchStage('walk', (ids: readonly string[]) => of(ids), {
  max: 2,
  concurrency: 1,
  recurse: (value) => (value === 'c' ? ['d'] : []),
});
const letters = (text: string): readonly string[] => Array.from(text);
const spread = mergeMap((text: string) => letters(text));
const any = expect.anything() as unknown;

describe('batches', () => {
  describe('N1 requests take slots, and not branches', () => {
    it('N1 a concurrency of 2 is two requests', () => {
      testStages(({ scriptedBatch, expectOutcomes, expectStarts, expectActive }) => {
        const project = scriptedBatch({ '*': '--x' });

        expectOutcomes(details.with({ project, concurrency: 2 })(letters('abcdefgh'))).toBe(['--(xxxxxx)', '----(xx|)']);
        expectStarts(details).toBe(['(abc,def)', '--(gh)']);
        expectActive(details).toBe('2-1-0');
      });
    });

    it.each(['stage', 'pipeline'])('N1 a limit of the %s counts requests', (where) => {
      testStages(({ scriptedBatch, expectOutcomes, expectActive, expectWaiting }) => {
        const limit = concurrencyLimit(1);
        const own = details.with({ project: scriptedBatch({ '*': '--x' }), concurrency: 9, limit: where === 'stage' ? limit : undefined });

        expectOutcomes(pipeline(own, where === 'stage' ? {} : { limit })(of('abcde').pipe(spread))).toBe(['--(xxx)', '----(xx|)']);
        expectActive(limit).toBe('1---0');
        expectWaiting(limit).toBe('2-0');
      });
    });

    it('N1 a rate counts requests', () => {
      testStages(({ scriptedBatch, expectOutcomes, expectStarts }) => {
        const limit = rateLimit({ max: 1, per: 5 });

        expectOutcomes(details.with({ project: scriptedBatch({ '*': '-x' }), limit })(letters('abcd'))).toBe('-(xxx)(x|)');
        expectStarts(details).toBe('(abc)d');
      });
    });

    it('N1 the concurrency of a pipeline counts requests, those of other stages too', () => {
      testStages(({ scripted, scriptedBatch, expectOutcomes, expectActive }) => {
        const search = listStage('search', scripted({ q: '-l|' }, { l: letters('abcd') }));
        const own = details.with({ project: scriptedBatch({ '*': '--x' }), concurrency: 9 });

        expectOutcomes(pipeline(search, own, { concurrency: 1 })(['q'])).toBe(['----(xxx)', '------(x|)']);
        expectActive([search, details]).toStayWithin(1);
      });
    });

    it('N1 timeout.attempt is the time of a request: all its branches fail, and each is retried', () => {
      testStages(({ scriptedBatch, expectOutcomes, expectStarts }) => {
        const project = scriptedBatch({ a: ['----x', 'x'], b: ['-y', 'y'] });

        expectOutcomes(details.with({ project, timeout: 2, retry: { count: 1, delay: 3 }, concurrency: 2 })(['a', 'b'])).toBe('-----(xy|)');
        expectStarts(details).toBe(['(ab)', '-----(a,b)']);
      });
    });

    it('N1 a key, timeout.queue and timeout.total are of branches', () => {
      testStages(({ cold, scriptedBatch, expectOutcomes, expectStarts }) => {
        const project = scriptedBatch({ '*': '----x' });

        expectOutcomes(cold('aab|').pipe(details.with({ project, key: (id) => id, timeout: { queue: 1 } }))).toBe('---X(xx|)', {}, { X: any });
        expectStarts(details).toBe('a');
      });
    });
  });

  describe('N2 who is in a batch', () => {
    it('N2 those that came first, up to max', () => {
      testStages(({ cold, scriptedBatch, expectOutcomes, expectStarts }) => {
        const project = scriptedBatch({ '*': '-----x' });

        expectOutcomes(cold('abcdefg|').pipe(details.with({ project }))).toBe(['-----x----(xxx)', '---------------(xxx|)']);
        expectStarts(details).toBe(['a', '-----(bcd)', '----------(efg)']);
      });
    });

    it('N2 retries go first', () => {
      testStages(({ cold, scriptedBatch, expectOutcomes, expectStarts }) => {
        const project = scriptedBatch({ a: ['-#', '-x'], '*': '----x' });

        expectOutcomes(cold('a-bcd|').pipe(details.with({ project, retry: { count: 1, delay: 1 }, max: 2 }))).toBe('------x---(xx)(x|)');
        expectStarts(details).toBe(['a-b---(ac)', '----------d']);
      });
    });

    it('N2 up to so many that their weights come to max; one that is heavier has a batch of its own', () => {
      testStages(({ scriptedBatch, expectOutcomes, expectStarts }) => {
        const project = scriptedBatch({ '*': '-x' });
        const max = { weight: (id: string) => Number(id), max: 5 };

        expectOutcomes(details.with({ project, max })(letters('2930122'))).toBe(['-xx(xxx)', '----(xx|)']);
        expectStarts(details).toBe(['29(301)', '---(22)']);
      });
    });

    it.each<[string, () => unknown, string]>([
      [
        'throws',
        () => {
          throw new RangeError('no');
        },
        '!RangeError',
      ],
      ['returns NaN', () => Number.NaN, '!RangeError'],
      ['returns a number below 0', () => -1, '!RangeError'],
      ['returns a promise', () => Promise.resolve(1), '!TypeError'],
    ])('N2 a weight that %s rejects its branch alone', async (_, bad, reason) => {
      const weight = (id: string): number => (id === 'b' ? (bad() as number) : 1);
      const outcomes = await all(details.with({ max: { weight, max: 5 } })(letters('abc')));

      expect(outcomes.map(word)).toEqual([reason, 'a', 'c']);
    });

    it('N2 branches of equal key count once', () => {
      testStages(({ scriptedBatch, expectOutcomes, expectStarts }) => {
        expectOutcomes(details.with({ project: scriptedBatch({ '*': '-x' }), key: (id) => id })(letters('aabacd'))).toBe(['-(xxxxx)-', '--(x|)']);
        expectStarts(details).toBe(['(abc)', '-d']);
      });
    });

    it('N2 in source order the lowest paths go first', () => {
      testStages(({ scripted, scriptedBatch, expectOutcomes, expectStarts }) => {
        const search = listStage('search', scripted({ '1': '---l|', '2': '-m|' }, { l: letters('ab'), m: letters('cde') }));

        expectOutcomes(pipeline(search, details.with({ project: scriptedBatch({ '*': '---x' }), max: 2 }), { order: 'source' })(['1', '2'])).toBe([
          '-------(xxxx)',
          '----------(x|)',
        ]);
        expectStarts(details).toBe(['-(cd)', '----(ab)', '-------e']);
      });
    });

    it('N2 O3 what is fed back goes before a full batch of shorter paths', () => {
      testStages(({ scriptedBatch, expectOutcomes, expectStarts }) => {
        const walk = walking.with({ project: scriptedBatch({ a: '-c', '*': '-x' }) });

        expectOutcomes(walk(letters('abef'))).toBe(['-(cx)', '--(xx)', '---(x|)']);
        expectStarts(walk).toBe(['(ab)', '-(de)', '--f']);
      });
    });

    it('N2 the longest paths go first where the stage recurses', () => {
      testStages(({ scriptedBatch, expectOutcomes, expectStarts }) => {
        const walk = walking.with({ project: scriptedBatch({ a: '-c', '*': '-x' }) });

        expectOutcomes(walk(letters('abe'))).toBe(['-(cx)', '--(xx|)']);
        expectStarts(walk).toBe(['(ab)', '-(de)']);
      });
    });
  });

  describe('N3 no branch waits for company while there is a slot', () => {
    it('N3 a batch takes what the same turn hands out: the elements of a list, also of several', () => {
      testStages(({ scripted, scriptedBatch, expectOutcomes, expectStarts }) => {
        const search = listStage('search', scripted({ q: '-l|', r: '-m|' }, { l: letters('ab'), m: ['c'] }));

        expectOutcomes(pipeline(search, details.with({ project: scriptedBatch({ '*': '-x' }), concurrency: 2 }))(['q', 'r'])).toBe('--(xxx|)');
        expectStarts(details).toBe('-(ab,c)');
      });
    });

    it('N3 the roots of an array, and of an Observable while it is being subscribed to', () => {
      testStages(({ scriptedBatch, expectOutcomes, expectStarts }) => {
        const own = details.with({ project: scriptedBatch({ '*': '-x' }) });

        expectOutcomes(own(of('a', 'b'))).toBe('-(xx|)');
        expectStarts(details).toBe('(ab)');
      });
    });

    it('N3 inputs that are fed back', () => {
      testStages(({ scriptedBatch, expectOutcomes, expectStarts }) => {
        const walk = batchStage('walk', scriptedBatch<string, string>({ a: '-r', '*': '-x' }), {
          max: 3,
          recurse: (value: string) => (value === 'r' ? ['b', 'c'] : []),
        });

        expectOutcomes(walk(['a'])).toBe('-r(xx|)');
        expectStarts(walk).toBe('a(bc)');
      });
    });

    it('N3 what comes in turns of its own starts in requests of its own', () => {
      testStages(({ cold, scriptedBatch, expectOutcomes, expectStarts }) => {
        expectOutcomes(cold('(ab|)').pipe(details.with({ project: scriptedBatch({ '*': '-x' }), concurrency: 2 }))).toBe('-(xx|)');
        expectStarts(details).toBe('(a,b)');
      });
    });

    it('N3 T1 in the same turn: synchronous answers are synchronous outcomes', () => {
      const seen: string[] = [];
      details(letters('abcd')).subscribe((outcome) => seen.push(word(outcome)));

      expect(seen).toEqual(letters('abcd'));
    });

    it('N3 a full batch starts while the source still emits', () => {
      const requests: string[] = [];
      const source = concat(of('a', 'b', 'c'), of('d').pipe(map((id) => (requests.push('source'), id))));
      details
        .with({ project: (ids) => (requests.push(ids.join('')), of(ids)) })(source)
        .subscribe();

      expect(requests).toEqual(['abc', 'source', 'd']);
    });
  });

  describe('N4 wait', () => {
    const waiting = details.with({ wait: 4 });

    it('N4 holds an incomplete batch back, and no full one', () => {
      testStages(({ cold, scriptedBatch, expectOutcomes, expectStarts }) => {
        expectOutcomes(cold('ab---c---d---efg').pipe(waiting.with({ project: scriptedBatch({ '*': '-x' }) }))).toBe(['-----(xx)-(xx)--(xxx)']);
        expectStarts(details).toBe(['----(ab)', '---------(cd)', '---------------(efg)']);
      });
    });

    it('N4 not where no other branch can come: the source has ended, and nothing is in flight before', () => {
      testStages(({ cold, scripted, scriptedBatch, expectOutcomes, expectStarts }) => {
        const search = stage('search', scripted({ q: '--(ab|)' }));

        expectOutcomes(cold('q|').pipe(pipeline(search, waiting.with({ project: scriptedBatch({ '*': '-x' }) })))).toBe('---(xx|)');
        expectStarts(details).toBe('--(ab)');
      });
    });

    it('N4 ends with the source', () => {
      testStages(({ cold, scriptedBatch, expectOutcomes, expectStarts }) => {
        expectOutcomes(cold('ab|').pipe(waiting.with({ project: scriptedBatch({ '*': '-x' }) }))).toBe('---(xx|)');
        expectStarts(details).toBe('--(ab)');
      });
    });

    it('N4 N8 waits for those that sleep before a retry, so that they come together', () => {
      testStages(({ cold, scriptedBatch, expectOutcomes, expectStarts }) => {
        const project = scriptedBatch({ '*': ['-#', '-x'] });

        expectOutcomes(cold('(ab|)').pipe(waiting.with({ project, retry: { count: 1, delay: 2 } }))).toBe('----(xx|)');
        expectStarts(details).toBe(['(ab)', '---(ab)']);
      });
    });

    it('N4 a source that fails ends it as well', () => {
      testStages(({ cold, scriptedBatch, expectOutcomes, expectStarts }) => {
        expectOutcomes(cold('ab#').pipe(waiting.with({ project: scriptedBatch({ '*': '-x' }) }))).toBe('---(xx#)');
        expectStarts(details).toBe('--(ab)');
      });
    });

    it('C1 leaves no timer when the run is cancelled', () => {
      const scheduler = new VirtualTimeScheduler();
      const run = pipeline(waiting, { scheduler })(concat(of('a'), NEVER)).subscribe();

      expect(scheduler.actions).toHaveLength(1);
      run.unsubscribe();
      expect(scheduler.actions.filter(({ closed }) => !closed)).toEqual([]);
    });
  });

  describe('N5 how many wait', () => {
    it('N5 as many as highWaterMark or max, and the next batch gathers while a request is in flight', () => {
      testStages(({ scriptedBatch, expectOutcomes, expectWaiting, expectStarts }) => {
        const search = stage('search', (id: string) => of(id), { concurrency: 1 });

        expectOutcomes(pipeline(search, details.with({ project: scriptedBatch({ '*': '--x' }) }), { highWaterMark: 1 })(letters('abcdefgh'))).toBe([
          '--(xxx)',
          '----(xxx)',
          '------(xx|)',
        ]);
        expectWaiting(details).toStayWithin(3);
        expectStarts(details).toBe(['(abc)', '--(def)', '----(gh)']);
      });
    });

    it('N5 a source that is pulled is pulled until a batch is full, whether or not there is a slot', () => {
      let pulled = 0;
      const ids = (function* () {
        for (;;) yield String(pulled++);
      })();
      const run = pipeline(details.with({ project: () => NEVER }), { highWaterMark: 2 })(ids).subscribe();

      expect(pulled).toBe(6);
      run.unsubscribe();
    });

    it('N5 by weights until highWaterMark wait', () => {
      let pulled = 0;
      const ids = (function* () {
        for (;;) yield String(pulled++);
      })();
      const own = details.with({ project: () => NEVER, max: { weight: () => 1, max: 3 } });
      const run = pipeline(own, { highWaterMark: 5 })(ids).subscribe();

      expect(pulled).toBe(8);
      run.unsubscribe();
    });
  });
});
