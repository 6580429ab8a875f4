import { defer, lastValueFrom, of, Subject, Subscription, toArray, type Observable } from 'rxjs';
import {
  assemble,
  batchStage,
  fork,
  gather,
  join,
  listStage,
  memoryCache,
  pipeline,
  stage,
  when,
  type BatchContext,
  type BranchEvent,
} from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { all } from '../support/consume';
import { word } from '../support/marbles';

const details = batchStage('details', (ids: readonly string[]) => of(ids.map((id) => id.toUpperCase())), { max: 3, concurrency: 1 });
const search = listStage('search', (text: string) => of(Array.from(text)));
const letters = (text: string): readonly string[] => Array.from(text);

describe('batches with all else', () => {
  it('S1 N2 followers of a key get the value of their leader, and are in no batch', () => {
    testStages(({ cold, scriptedBatch, expectOutcomes, expectStarts }) => {
      const project = scriptedBatch({ '*': '---x' });

      expectOutcomes(cold('aab-a|').pipe(details.with({ project, key: (id) => id }))).toBe(['---(xx)', '------x--(x|)']);
      expectStarts(details).toBe('a--b--a');
    });
  });

  it('S1 a cache serves those that it knows, and the others are requested', async () => {
    const requests: string[] = [];
    const cached = details.with({
      key: (id) => id,
      cache: memoryCache(),
      project(ids) {
        requests.push(ids.join(''));
        return of(ids);
      },
    });
    await all(cached(letters('ab')));

    expect((await all(cached(letters('abcd')))).map(word)).toEqual(letters('abcd'));
    expect(requests).toEqual(['ab', 'cd']);
  });

  it('O4 order: source delivers in the order of paths, with a window of one too', () => {
    testStages(({ scriptedBatch, expectOutcomes }) => {
      const project = scriptedBatch({ a: '---a', b: '-b', c: '-c', d: '-d', e: '--e' });
      const own = details.with({ project, max: 1, concurrency: 3 });

      expectOutcomes(pipeline(own, { order: 'source' })(letters('abcde'))).toBe('---(abcde|)');
      expectOutcomes(pipeline(own, { order: 'source', highWaterMark: 1 })(letters('abcde'))).toBe(['---(abc)', '----d(e|)']);
    });
  });

  it('B5 nothing is requested before the first next(), and while results wait to be asked for', async () => {
    const requests: string[] = [];
    const own = details.with({
      project(ids) {
        requests.push(ids.join(''));
        return of(ids);
      },
    });
    const results = pipeline(own, { highWaterMark: 2 })(letters('abcdefgh'))[Symbol.asyncIterator]();

    expect(requests).toEqual([]);
    await results.next();
    expect(requests).toEqual(['abc']);
    await results.return?.();
    expect(requests).toEqual(['abc']);
  });

  it('C2 all results come by for await', async () => {
    const seen: string[] = [];
    for await (const outcome of pipeline(search, details)(['ab', 'cde'])) seen.push(word(outcome));

    expect(seen).toEqual(letters('ABCDE'));
  });

  it('R3 what follows a fork puts the values of both segments together', () => {
    testStages(({ scripted, scriptedBatch, expectOutcomes, expectStarts }) => {
      const [one, other] = [stage('one', scripted({ q: '-a|' })), stage('other', scripted({ q: '--b|' }))];
      const own = details.with({ project: scriptedBatch({ '*': '--x' }), wait: 2 });

      expectOutcomes(pipeline(fork(one, other), own)(['q'])).toBe('-----(xx|)');
      expectStarts(details).toBe('---(ab)');
    });
  });

  it('R1 two batch stages of a fork make requests of their own', async () => {
    const sizes = batchStage('sizes', (ids: readonly string[]) => of(ids.map(({ length }) => length)), { max: 2 });

    expect((await all(pipeline(search, fork(details, sizes))(['abc']))).map(word).sort()).toEqual(['1', '1', '1', 'A', 'B', 'C']);
  });

  it('R4 only what passes a test is requested', async () => {
    expect(
      (
        await all(
          pipeline(
            search,
            when((id) => id !== 'b', details),
          )(['abc']),
        )
      ).map(word),
    ).toEqual(['A', 'C']);
  });

  it('R8 R11 assemble, gather and join have the value of each branch', async () => {
    const value = (text: string): unknown => ({ status: 'fulfilled', value: text });
    const [tree] = await lastValueFrom(assemble(pipeline(search, details))(['ab']).pipe(toArray()));
    const [joined] = await all(join('whole', details)(['a']));
    const [gathered] = await lastValueFrom(gather(pipeline(search, details))(['ab']).pipe(toArray()));

    expect(tree).toEqual({
      input: 'ab',
      path: [0],
      search: [
        { ...(value('a') as object), details: [value('A')] },
        { ...(value('b') as object), details: [value('B')] },
      ],
    });
    expect(joined).toMatchObject({ value: { input: 'a', path: [0], details: [value('A')] } });
    expect(gathered?.values).toEqual({ details: ['A', 'B'] });
  });

  it('O2 deliver: true delivers each value before its branch starts', () => {
    const seen: string[] = [];
    const next = stage('next', (id: string) => {
      seen.push(`next ${id}`);
      return of(`${id}!`);
    });
    pipeline(details.with({ deliver: true }), next)(letters('ab')).subscribe((outcome) => seen.push(word(outcome)));

    expect(seen).toEqual(['A', 'next A', 'A!', 'B', 'next B', 'B!']);
  });

  it('S2 overflow drops roots that wait, and none that is in a request', () => {
    testStages(({ cold, scriptedBatch, expectOutcomes }) => {
      const own = details.with({ project: scriptedBatch({ '*': '-----x' }) });

      expectOutcomes(cold('abcd|').pipe(pipeline(own, { maxWaiting: 2, overflow: 'drop-oldest' }))).toBe(
        '---X-x----(xx|)',
        {},
        {
          X: expect.objectContaining({ name: 'OverflowError' }) as unknown,
        },
      );
    });
  });

  it('F4 if the source fails, what waits is requested all the same', () => {
    testStages(({ cold, scriptedBatch, expectOutcomes }) => {
      expectOutcomes(cold('abc#').pipe(details.with({ project: scriptedBatch({ '*': '----x' }) }))).toBe('----x---(xx#)');
    });
  });

  it('`with` changes what is written down, and what is not stays', async () => {
    const requests: number[] = [];
    const changed = details.with({ max: 2 }).with({
      project(ids) {
        requests.push(ids.length);
        return of(ids);
      },
    });
    await all(changed(letters('abcde')));

    expect(requests).toEqual([2, 2, 1]);
    expect(changed.options).toMatchObject({ max: 2, concurrency: 1 });
  });

  it('F6 the events of a branch are those of a stage', async () => {
    const events: BranchEvent[] = [];
    await all(pipeline(details, { onEvent: branchEvents((event) => events.push(event)) })(['a', 'b']));

    expect(events.map(({ type, input }) => `${type} ${String(input)}`)).toEqual([
      'waiting a',
      'waiting b',
      'started a',
      'started b',
      'emitted a',
      'settled a',
      'completed a',
      'emitted b',
      'settled b',
      'completed b',
    ]);
  });
});

/** Where the user's code is called. */
type Place = 'weight' | 'key' | 'project' | 'answer' | 'event' | 'consumer' | 'when';

/** Plays a run in which each place of the user's code does something the first time. */
function play(place: Place, act: (run: Subscription) => void): { readonly called: readonly string[]; readonly signals: readonly AbortSignal[] } {
  const called: string[] = [];
  const signals: AbortSignal[] = [];
  const run = new Subscription();
  const at = (where: Place): void => {
    called.push(where);
    if (where === place && called.indexOf(where) === called.length - 1) act(run);
  };
  const project = (ids: readonly string[], { signal }: BatchContext): Observable<readonly (string | Error)[]> => {
    signals.push(signal);
    at('project');
    return defer(() => {
      at('answer');
      return of(ids.map((id) => (id === 'b' ? new Error('b') : id)));
    });
  };
  const own = batchStage('own', project, {
    max: {
      max: 2,
      weight() {
        at('weight');
        return 1;
      },
    },
    key(id) {
      at('key');
      return id;
    },
    retry: {
      count: 1,
      when() {
        at('when');
        return false;
      },
    },
  });
  const source = new Subject<string>();
  const onEvent = branchEvents(({ type }) => {
    if (type !== 'cancelled') at('event');
  });
  run.add(
    pipeline(search, own, { onEvent })(source).subscribe(() => {
      at('consumer');
    }),
  );
  source.next('abc');
  run.unsubscribe();
  return { called, signals };
}

describe('code of users in batches', () => {
  it.each<Place>(['weight', 'key', 'project', 'answer', 'event', 'consumer', 'when'])(
    'C1 nothing is called after a %s that unsubscribes',
    (place) => {
      const { called } = play(place, (run) => {
        run.unsubscribe();
      });

      expect(called.filter((each) => each === place)).toEqual([place]);
      expect(called.at(-1)).toBe(place);
    },
  );

  it('C1 a project that ends its run has its signal aborted', () => {
    expect(
      play('project', (run) => {
        run.unsubscribe();
      }).signals.map(({ aborted }) => aborted),
    ).toEqual([true]);
  });

  it.each<Place>(['weight', 'key', 'project', 'answer', 'when'])('F1 a %s that throws rejects its own, and the run goes on', (place) => {
    const { called } = play(place, () => {
      throw new Error(place);
    });

    expect(called.filter((each) => each === 'consumer')).toHaveLength(3);
  });
});
