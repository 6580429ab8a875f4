import { concat, EMPTY, NEVER, of, Subject, throwError, type Observable, type Subscription } from 'rxjs';
import { batchStage, concurrencyLimit, pipeline, type BranchEvent, type Outcome } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { all } from '../support/consume';
import { word } from '../support/marbles';

const details = batchStage('details', (ids: readonly string[]) => of(ids), { max: 4, concurrency: 1 });
const letters = (text: string): readonly string[] => Array.from(text);
const any = expect.anything() as unknown;

function reasonOf(outcome: Outcome): string {
  return outcome.status === 'rejected' ? String(outcome.reason) : word(outcome);
}

/** The outcomes of a request for a, b and c with such an answer. */
async function outcomesOf(answer: unknown, options: object = {}): Promise<readonly string[]> {
  return (await all(details.with({ project: () => of(answer as never), ...options } as object)(letters('abc')))).map(reasonOf);
}

const everyOne = (text: string): readonly string[] => [text, text, text];

describe('answers of batches', () => {
  describe('N6 what an answer is', () => {
    it.each<[string, unknown, readonly string[]]>([
      ['a list in the order of the inputs', [1, undefined, null], ['1', 'undefined', 'null']],
      [
        'a Map by the inputs',
        new Map([
          ['c', 3],
          ['a', 1],
          ['b', 2],
        ]),
        ['1', '2', '3'],
      ],
      ['a list with an Error', [1, new RangeError('no'), 3], ['1', 'RangeError: no', '3']],
      ['a list with a hole', [1, , 3], ['1', "TypeError: stage 'details': the answer has no value for input 'b'", '3']],
      [
        'a Map without one of them',
        new Map([
          ['a', 1],
          ['c', 3],
        ]),
        ['1', "TypeError: stage 'details': the answer has no value for key 'b'", '3'],
      ],
      [
        'a Map with another key',
        new Map([['d', 1]]),
        everyOne(
          "TypeError: stage 'details': the answer has the key 'd', which belongs to no input: the keys are the results of the option `key`, or without it the inputs themselves",
        ),
      ],
      [
        'a list that is too short',
        [1, 2],
        everyOne("TypeError: stage 'details': the answer is a list of 2 for 3 inputs: return one element for each input, in the same order"),
      ],
      ['a string', 'abc', everyOne("TypeError: stage 'details': the answer must be a list, or a Map by the keys of the inputs, got 'abc'")],
      ['nothing', undefined, everyOne("TypeError: stage 'details': the answer must be a list, or a Map by the keys of the inputs, got undefined")],
    ])('N6 %s', async (_, answer, outcomes) => {
      expect(await outcomesOf(answer)).toEqual(outcomes);
      expect(await outcomesOf(answer, { project: () => Promise.resolve(answer as never) })).toEqual(outcomes);
    });

    it('N6 a Map by keys, which are asked for once for each branch', async () => {
      const asked: string[] = [];
      const key = (id: string): string => (asked.push(id), `${id}!`);

      expect(
        await outcomesOf(
          new Map([
            ['c!', 3],
            ['a!', 1],
            ['b!', 2],
          ]),
          { key },
        ),
      ).toEqual(['1', '2', '3']);
      expect(asked).toEqual(['a', 'b', 'c']);
    });

    it('N6 an input that is NaN, or an object, is its own key', async () => {
      const object = {};
      const inputs = batchStage('inputs', (ids: readonly unknown[]) => of(new Map(ids.map((id) => [id, typeof id]))), { max: 2 });

      expect((await all(inputs([Number.NaN, object]))).map(word)).toEqual(['number', 'object']);
    });

    it('N6 takes the first value of an Observable and unsubscribes', () => {
      const answers = new Subject<string[]>();
      const seen: string[] = [];
      details
        .with({ project: () => answers })(['a', 'b'])
        .subscribe((outcome) => seen.push(word(outcome)));
      answers.next(['x', 'y']);

      expect(seen).toEqual(['x', 'y']);
      expect(answers.observed).toBe(false);
    });

    it('N6 a value after the end of its request is ignored, and so is an error', async () => {
      expect(
        await outcomesOf(undefined, {
          project: () =>
            concat(
              of(letters('xyz')),
              throwError(() => 'late'),
            ),
        }),
      ).toEqual(letters('xyz'));
    });

    it.each<[string, () => unknown, string]>([
      ['an end without an answer', () => EMPTY, "TypeError: stage 'details': the result of project completed without an answer"],
      [
        'a list at once',
        () => letters('abc'),
        "TypeError: stage 'details': the result of project must be a promise or an Observable of one answer, got an array of 3",
      ],
      [
        'a throw',
        () => {
          throw new RangeError('no');
        },
        'RangeError: no',
      ],
      ['an error', () => throwError(() => 'no'), 'no'],
      ['a rejection', () => Promise.reject(new RangeError('no')), 'RangeError: no'],
    ])('N6 N7 %s rejects all', async (_, project, reason) => {
      expect(await outcomesOf(undefined, { project })).toEqual(everyOne(reason));
    });

    it('N6 B3 the values are emitted one by one, as what follows has room', () => {
      testStages(({ scriptedBatch, expectOutcomes, expectWaiting }) => {
        const own = details.with({ project: scriptedBatch({ a: '-a', b: '-b', c: '-c' }) });
        const last = batchStage('last', (ids: readonly string[]) => of(ids), { max: 1, concurrency: 1 });

        expectOutcomes(pipeline(own, last.with({ project: scriptedBatch({ '*': '-x' }) }), { highWaterMark: 1 })(letters('abc'))).toBe('--xx(x|)');
        expectWaiting(last).toStayWithin(1);
      });
    });
  });

  it('N6 the signal that `recurse` sees is that of a request that was not given up', async () => {
    const seen: boolean[] = [];
    const walk = batchStage('walk', (ids: readonly string[]) => of(ids), {
      max: 2,
      recurse: (_, { signal }) => {
        seen.push(signal.aborted);
        return [];
      },
    });

    await all(walk(['a', 'b']));
    expect(seen).toEqual([false, false]);
  });

  it('N6 the branches of a context are those of its request, however late they are read', async () => {
    const late: { attempt: number; aborted: boolean }[] = [];
    let requests = 0;
    const own = batchStage(
      'own',
      async (ids: readonly string[], context) => {
        if (requests++ > 0) return ids;
        // Read when the next attempt is in flight, and when it is over.
        setImmediate(() => late.push(...context.branches.map(({ attempt, signal }) => ({ attempt, aborted: signal.aborted }))));
        return Promise.reject(new Error('no'));
      },
      { max: 2, retry: { count: 1, delay: 0 } },
    );

    await all(own(['a', 'b']));
    await new Promise(setImmediate);
    expect(late).toEqual([
      { attempt: 1, aborted: false },
      { attempt: 1, aborted: false },
    ]);
  });

  describe('N7 isolate', () => {
    it.each<[string, (reason: unknown) => boolean, unknown[], number]>([
      ['true: halves', (reason) => reason === 'no', ['no', 'no', 'no'], 5],
      ['false: does not', (reason) => reason !== 'no', ['no', 'no', 'no'], 1],
      [
        'an error: rejects all with it',
        () => {
          throw new RangeError('mistake');
        },
        Array(3).fill(expect.objectContaining({ name: 'RangeError' })),
        1,
      ],
    ])('N7 asks a function of the user, which gives %s', async (_, isolate, reasons, most) => {
      let requests = 0;
      const own = details.with({ isolate, project: () => (requests++, throwError(() => 'no')) });

      expect((await all(own(letters('abc')))).map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual(reasons);
      expect(requests).toBe(most);
    });

    it('C1 halves nothing if the function ends the run', async () => {
      let requests = 0;
      const running: Subscription = details
        .with({ isolate: () => (running.unsubscribe(), true), project: () => (requests++, Promise.reject(new Error('no'))) })(letters('abc'))
        .subscribe();
      await new Promise(setImmediate);

      expect(running.closed).toBe(true);
      expect(requests).toBe(1);
    });

    it.each([2, 3, 5, 8, 16, 31, 100])('N7 of %d branches one that fails takes at most 2 log2 n requests more', async (n) => {
      for (const bad of new Set([0, 1, n >> 1, n - 1])) {
        let requests = 0;
        const project = (ids: readonly number[]): Observable<readonly number[]> => {
          requests++;
          return ids.includes(bad) ? throwError(() => 'no') : of(ids);
        };
        const own = batchStage('own', project, { max: n, isolate: true });
        const outcomes = await all(own(Array.from({ length: n }, (_, index) => index)));

        expect(outcomes.filter(({ status }) => status === 'rejected').map(({ inputs }) => inputs)).toEqual([[bad]]);
        expect(requests - 1).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(n)));
      }
    });

    it('N7 halves are requests of their own, in their order, as soon as there is a slot', () => {
      testStages(({ scriptedBatch, expectOutcomes, expectStarts, expectActive }) => {
        const project = scriptedBatch({ b: '-#', '*': '-x' });

        expectOutcomes(details.with({ project, isolate: true })(letters('abcd'))).toBe(['---(xx)', '----x(X|)'], {}, { X: 'error' });
        expectStarts(details).toBe(['(abcd)', '-(ab)', '--(cd)', '---ab']);
        expectActive(details).toStayWithin(1);
      });
    });

    it('N7 an answer that does not fit is not halved', async () => {
      let requests = 0;
      expect(await outcomesOf(undefined, { isolate: true, project: () => (requests++, of([])) })).toHaveLength(3);
      expect(requests).toBe(1);
    });

    it('N7 N8 one attempt of a branch may take several requests', async () => {
      const project = (ids: readonly string[]): Observable<readonly string[]> => (ids.length > 1 ? throwError(() => 'no') : of(ids));

      expect((await all(details.with({ project, isolate: true })(letters('abc')))).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
    });

    it('N7 a request whose time is up is halved', () => {
      testStages(({ scriptedBatch, expectOutcomes }) => {
        expectOutcomes(details.with({ project: scriptedBatch({ b: '', '*': '-x' }), isolate: true, timeout: 2 })(['a', 'b'])).toBe(
          '---x-(X|)',
          {},
          { X: any },
        );
      });
    });

    it('N1 N7 halves need the limit again', () => {
      testStages(({ scriptedBatch, expectOutcomes, expectActive }) => {
        const limit = concurrencyLimit(1);
        const own = details.with({ project: scriptedBatch({ b: '-#', '*': '-x' }), isolate: true, concurrency: 4, limit });

        expectOutcomes(own(['a', 'b'])).toBe('--x(X|)', {}, { X: 'error' });
        expectActive(limit).toBe('1--0');
      });
    });
  });

  describe('N8 retry', () => {
    it('N8 those that are retried join whatever batch goes next', () => {
      testStages(({ cold, scriptedBatch, expectOutcomes, expectStarts }) => {
        const project = scriptedBatch({ a: ['-E', '-x'], '*': '---x' });

        expectOutcomes(cold('abc|').pipe(details.with({ project, retry: { count: 1, delay: 2 } }))).toBe('----x--(xx|)');
        expectStarts(details).toBe('ab--(ac)');
      });
    });

    it('N8 of a batch only those are retried that were rejected', () => {
      testStages(({ scriptedBatch, expectOutcomes, expectStarts }) => {
        const project = scriptedBatch({ b: ['-E', '-y'], '*': '-x' });

        expectOutcomes(details.with({ project, retry: { count: 1, delay: 2 } })(letters('abc'))).toBe(['-(xx)', '----(y|)']);
        expectStarts(details).toBe(['(abc)', '---b']);
      });
    });

    it('F3 N8 `when` is asked for each', () => {
      testStages(({ scriptedBatch, expectOutcomes }) => {
        const project = scriptedBatch({ a: ['-E', '-x'], b: ['-F', '-y'] });
        const retry = { count: 1, delay: 1, when: (error: unknown) => (error as Error).message === 'E' };

        expectOutcomes(details.with({ project, retry })(['a', 'b'])).toBe('-F-(x|)', {}, { F: new Error('F') });
      });
    });

    it('F3 N1 `pause` of a branch pauses the limits of requests', () => {
      testStages(({ scriptedBatch, expectOutcomes, expectStarts }) => {
        const limit = concurrencyLimit(9);
        const own = details.with({
          project: scriptedBatch({ a: ['-E', '-x'], '*': '-x' }),
          max: 1,
          limit,
          retry: { count: 1, delay: 1, pause: () => 5 },
        });

        expectOutcomes(own(letters('abc'))).toBe('-------xx(x|)');
        expectStarts(details).toBe('a-----abc');
      });
    });
  });

  describe('N9 time and signals', () => {
    it('C3 N9 a branch whose total time is up leaves, and the others have their answers', () => {
      testStages(({ cold, scriptedBatch, expectOutcomes, expectSubscriptions }) => {
        const project = scriptedBatch({ a: '---x', '*': '-----x' });

        expectOutcomes(cold('abc|').pipe(details.with({ project, timeout: { total: 6 } }))).toBe('---x---X(x|)', {}, { X: any });
        expectSubscriptions(project.subscriptions()).toBe(['^--!', '---^----!']);
      });
    });

    it('N9 when all have left the request is cancelled, and its signal aborts', () => {
      testStages(({ cold, expectOutcomes }) => {
        const aborted: boolean[] = [];
        const signals: AbortSignal[] = [];
        const own = details.with({ project: (_, { signal }) => (signals.push(signal), NEVER), timeout: { total: 3 } });

        expectOutcomes(own(['a', 'b'])).toBe('---(XX|)', {}, { X: any });
        cold('--a-b').subscribe(() => aborted.push(signals[0]?.aborted as boolean));
      });
    });

    it('C1 N9 the signals of all requests abort when the run is cancelled', () => {
      const signals: AbortSignal[] = [];
      const own = details.with({
        max: 2,
        concurrency: 2,
        project(_, { signal, branches }) {
          signals.push(signal, ...branches.map((branch) => branch.signal));
          return NEVER;
        },
      });
      own(letters('abcde')).subscribe().unsubscribe();

      expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true, true, true, true]);
    });

    it('N9 the signal of an answered request stays as it is', async () => {
      const signals: AbortSignal[] = [];
      await all(details.with({ project: (ids, { signal }) => (signals.push(signal), of(ids)) })(letters('ab')));

      expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    });
  });

  it('N11 `started` says the batch', async () => {
    const events: BranchEvent[] = [];
    await all(pipeline(details, { onEvent: branchEvents((event) => events.push(event)) })(letters('abcde')));

    expect(events.flatMap((event) => (event.type === 'started' ? [[event.input, event.batch, event.attempt]] : []))).toEqual([
      ['a', { id: 1, size: 4 }, 1],
      ['b', { id: 1, size: 4 }, 1],
      ['c', { id: 1, size: 4 }, 1],
      ['d', { id: 1, size: 4 }, 1],
      ['e', { id: 2, size: 1 }, 1],
    ]);
  });
});
