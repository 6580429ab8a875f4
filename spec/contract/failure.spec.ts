import { concat, EMPTY, from, lastValueFrom, of, tap, throwError, type ObservableInput } from 'rxjs';
import { gather, isRejected, listStage, pipeline, stage, type BranchEvent, type Rejected } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';
import { all, iterate } from '../support/consume';
import { word } from '../support/marbles';

const boom = new Error('boom');

function fail(): never {
  throw boom;
}

/** Everything that a project can give and that fails, by how it fails. */
const FAILURES: readonly (readonly [string, () => unknown])[] = [
  ['project throws', fail],
  ['an Observable errors while it is subscribed to', () => throwError(() => boom)],
  ['an Observable errors later', () => from(Promise.reject(boom))],
  ['a promise rejects', () => Promise.reject(boom)],
  ['reading `then` throws', () => Object.defineProperty({}, 'then', { get: fail })],
  ['`then` throws', () => ({ then: fail })],
  [
    'a thenable rejects at once',
    () => ({
      then: (_: unknown, reject: (reason: unknown) => void) => {
        reject(boom);
      },
    }),
  ],
  ['Symbol.iterator throws', () => ({ [Symbol.iterator]: fail })],
  ['next() throws', () => ({ [Symbol.iterator]: () => ({ next: fail }) })],
  ['reading `done` throws', () => ({ [Symbol.iterator]: () => ({ next: () => Object.defineProperty({}, 'done', { get: fail }) }) })],
  ['Symbol.asyncIterator throws', () => ({ [Symbol.asyncIterator]: fail })],
  ['an async next() throws', () => ({ [Symbol.asyncIterator]: () => ({ next: fail }) })],
  ['an async next() rejects', () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(boom) }) })],
  [
    'a generator throws',
    function* () {
      yield* [];
      throw boom;
    },
  ],
  [
    'an async generator throws',
    async function* () {
      yield* [];
      await Promise.resolve();
      throw boom;
    },
  ],
];

const NO_INPUTS: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['a number', 42],
  ['a string', 'letters'],
  ['a boolean', true],
  ['a plain object', { then: 'no function' }],
  ['an iterator result that is no object', { [Symbol.iterator]: () => ({ next: () => 1 }) }],
];

describe('failure', () => {
  describe('F1 a failure is one rejection of one branch', () => {
    it.each(FAILURES)('F1 keeps siblings alive when %s', async (_, make) => {
      const broken = stage('broken', (id: string) => (id === 'bad' ? make() : [id]) as ObservableInput<string>);

      const outcomes = await all(
        pipeline(
          broken,
          stage('after', (id) => [id]),
        )(['a', 'bad', 'b']),
      );

      expect(outcomes.filter(isRejected)).toEqual([{ status: 'rejected', reason: boom, stage: 'broken', inputs: ['bad'], path: [1], attempts: 1 }]);
      expect(outcomes.map(word)).toEqual(expect.arrayContaining(['a', 'b']));
      expect(outcomes).toHaveLength(3);
    });

    it.each(NO_INPUTS)('F1 rejects a result that is %s with a TypeError', async (_, result) => {
      const outcomes = await all(stage('broken', () => result as ObservableInput<never> & object)(['a']));

      expect(outcomes).toEqual([expect.objectContaining({ status: 'rejected', reason: expect.any(TypeError) as unknown })]);
    });

    it.each(NO_INPUTS)('F1 rejects a list that is %s with a TypeError', async (_, list) => {
      const outcomes = await all(listStage('broken', () => of(list as never[]))(['a']));

      expect(outcomes).toEqual([expect.objectContaining({ status: 'rejected', reason: expect.any(TypeError) as unknown })]);
    });

    it('F1 quotes what is no ObservableInput', async () => {
      const [outcome] = await all(stage('broken', () => 'letters' as never)(['a']));

      expect((outcome as Rejected).reason).toEqual(
        new TypeError(
          "stage 'broken': the result of project must be an Observable, a promise, an iterable or an async iterable, got 'letters': " +
            'to use a string as one item, wrap it in an array',
        ),
      );
    });

    it('F1 goes on with the children that were emitted before the failure, and with siblings', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const search = stage('search', scripted({ a: '-x-y-E', b: '------z|' }));
        const detail = stage('detail', scripted({ x: '---(x|)', y: '---(y|)', z: '---(z|)' }));

        expectOutcomes(cold('(ab|)').pipe(pipeline(search, detail))).toBe('----xEy--(z|)');
      });
    });

    it.each<[string, () => ObservableInput<Iterable<string> & object>]>([
      [
        'an Observable',
        () =>
          concat(
            of(['x', 'y']),
            throwError(() => boom),
          ),
      ],
      [
        'a generator',
        function* () {
          yield ['x', 'y'];
          throw boom;
        },
      ],
      [
        'a list',
        () => [
          (function* () {
            yield 'x';
            yield 'y';
            throw boom;
          })(),
        ],
      ],
    ])('F1 takes the elements of a list before the rejection, from %s', async (_, lists) => {
      const detail = stage('detail', async (id: string) => Promise.resolve(id), { concurrency: 1 });

      const outcomes = await all(
        pipeline(
          listStage('search', () => lists() as ObservableInput<Iterable<string> & object> & object),
          detail,
          { highWaterMark: 1 },
        )(['a']),
      );

      expect(outcomes.map(word).sort()).toEqual(['!Error', 'x', 'y']);
      expect(outcomes.filter(isRejected)).toMatchObject([{ stage: 'search', path: [0], reason: boom }]);
    });

    it('F1 stops an Observable that gives a list which is not iterable, and takes the lists before it', () => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ a: '-l-n-m' }, { l: ['x'], n: 42 as never, m: ['y'] });

        expectOutcomes(cold('a|').pipe(listStage('search', project))).toBe('-x-(T|)', { T: expect.any(TypeError) });
        expectSubscriptions(project.subscriptions('a')).toBe('              ^--!');
      });
    });
  });

  describe('F2 the reason arrives untouched', () => {
    it.each([[undefined], [null], [0], [''], [false], [NaN], [Symbol('reason')], [{ code: 1 }]])('F2 rejects with %p', async (reason) => {
      const ways: (() => ObservableInput<never> & object)[] = [
        () => throwError(() => reason),
        () => from(Promise.reject(reason as unknown as Error)),
        () => {
          throw reason as unknown as Error;
        },
      ];
      for (const way of ways) {
        expect(await all(stage('broken', way)(['a']))).toEqual([
          { status: 'rejected', reason, stage: 'broken', inputs: ['a'], path: [0], attempts: 1 },
        ]);
      }
    });

    it('F2 passes values on as untouched as reasons', async () => {
      const values = [undefined, null, 0, '', false];

      const outcomes = await all(stage('same', (value: unknown) => [value])(values));

      expect(outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value)).toEqual(values);
    });
  });

  describe('F4 a source that fails ends the run last', () => {
    it('F4 finishes what was created, waiting branches included, before it passes the error on', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const fetch = stage('fetch', scripted({ a: '----(a|)', b: '----(b|)', c: '----(c|)' }), { concurrency: 1 });

        expectOutcomes(cold('(abc)-#').pipe(fetch)).toBe('----a---b---(c#)');
      });
    });

    it('F4 lets the descendants of what was created finish, too', () => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const search = stage('search', scripted({ a: '----h|' }));
        const detail = stage('detail', scripted({ h: '---(x|)' }));

        expectOutcomes(cold('a-#').pipe(pipeline(search, detail))).toBe('-------(x#)');
      });
    });

    it.each<[string, () => Iterable<string> | AsyncIterable<string>]>([
      [
        'a generator',
        function* () {
          yield 'a';
          throw boom;
        },
      ],
      [
        'an async generator',
        async function* () {
          yield 'a';
          await Promise.resolve();
          throw boom;
        },
      ],
    ])('F4 holds for %s that throws, subscribed and iterated', async (_, source) => {
      const fetch = stage('fetch', async (id: string) => Promise.resolve(id));
      const seen: string[] = [];

      await expect(lastValueFrom(fetch(source()).pipe(tap((outcome) => seen.push(word(outcome)))))).rejects.toBe(boom);
      await expect(iterate(fetch(source()), (outcome) => seen.push(word(outcome)))).rejects.toBe(boom);

      expect(seen).toEqual(['a', 'a']);
    });

    it('F4 ends a run that is given an outcome as a source item with a TypeError', async () => {
      const search = stage('search', (id: string) => [id]);
      const detail = stage('detail', (id: unknown) => [id]);

      await expect(all(from(['a']).pipe(search, detail))).rejects.toThrow(
        new TypeError("The source emitted an outcome of stage 'search': join stages with pipeline(), not with .pipe()"),
      );
      await expect(all(from(['a']).pipe(search, detail))).rejects.toThrow(TypeError);
    });
  });

  describe('F5 an empty branch gives no outcome', () => {
    it.each<[string, () => ObservableInput<string> & object]>([
      ['EMPTY', () => EMPTY],
      ['an empty array', () => []],
      [
        'an empty generator',
        function* () {
          yield* [];
        },
      ],
      [
        'an empty async generator',
        async function* () {
          yield* [];
          await Promise.resolve();
        },
      ],
    ])('F5 shows in events and in gather alone: %s', async (_, make) => {
      const events: BranchEvent[] = [];
      const empty = pipeline(
        stage('empty', make),
        stage('after', (id) => [id]),
        { onEvent: branchEvents((event) => events.push(event)) },
      );

      expect(await all(empty(['a']))).toEqual([]);
      expect(events.map(({ type }) => type)).toEqual(['waiting', 'started', 'settled', 'completed']);
      expect(await all(gather(empty)(['a']))).toEqual([{ input: 'a', path: [0], fulfilled: [], rejected: [], values: { after: [] } }]);
    });
  });

  describe('F6 every branch ends exactly once', () => {
    it('F6 shows each branch in the events: waiting, started, emitted, and one end', () => {
      const log: string[] = [];
      of('a', 'b')
        .pipe(
          pipeline(
            stage('one', (id: string) => (id === 'b' ? throwError(() => boom) : of('x', 'y'))),
            stage('two', (id) => [id]),
            { onEvent: branchEvents(({ type, stage: name, path, attempt }) => log.push(`${name} ${path.join()} ${type} ${String(attempt)}`)) },
          ),
        )
        .subscribe();

      expect(log).toEqual([
        'one 0 waiting 0',
        'one 0 started 1',
        'one 0 emitted 1',
        'two 0,0 waiting 0',
        'two 0,0 started 1',
        'two 0,0 emitted 1',
        'two 0,0 settled 1',
        'two 0,0 completed 1',
        'one 0 emitted 1',
        'two 0,1 waiting 0',
        'two 0,1 started 1',
        'two 0,1 emitted 1',
        'two 0,1 settled 1',
        'two 0,1 completed 1',
        'one 0 settled 1',
        'one 0 completed 1',
        'one 1 waiting 0',
        'one 1 started 1',
        'one 1 settled 1',
        'one 1 rejected 1',
      ]);
    });
  });
});
