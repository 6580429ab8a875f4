import { of, range, Subject } from 'rxjs';
import { assemble, concurrencyLimit, fork, gather, join, pipeline, stage, when } from 'rxjs-stages';

const pass = (): boolean => true;

describe('hostile uses of trees', () => {
  const SEGMENTS = ['outcomes', 'assembled', 'gathered'] as const;

  describe.each(SEGMENTS)('C1 a run of %s is left from within', (results) => {
    it.each(['first test', 'second test', 'event', 'next', 'project', 'joined project'])('C1 a %s: nothing goes on', (where) => {
      const calls: string[] = [];
      const limit = concurrencyLimit(3);
      const source = new Subject<number>();
      const running: { stop: () => void } = { stop: () => undefined };
      const left: { at: number | undefined } = { at: undefined };
      const call = (what: string): void => {
        calls.push(what);
        if (what !== where || left.at !== undefined) return;
        left.at = calls.length;
        running.stop();
      };
      const test = (what: string) => (): boolean => {
        call(what);
        return true;
      };
      const make = <N extends string>(name: N, what: string) =>
        stage(
          name,
          (n: number) => {
            call(what);
            return of(n, n);
          },
          { limit },
        );
      const segment = pipeline(
        make('head', 'head'),
        fork(when(test('first test'), make('a', 'project')), when(test('second test'), join('j', make('b', 'joined project')))),
        {
          onEvent: ({ type }) => {
            if (type !== 'cancelled' && type !== 'run-ended') call(type === 'emitted' ? 'event' : 'other event');
          },
        },
      );
      const next = (): void => {
        call('next');
      };
      const subscription = {
        outcomes: () => segment(source).subscribe(next),
        assembled: () => assemble(segment)(source).subscribe(next),
        gathered: () => gather(segment)(source).subscribe(next),
      }[results]();
      running.stop = () => {
        subscription.unsubscribe();
      };
      source.next(1);

      expect(left.at).toBe(calls.length);
      expect([limit.active, limit.waiting, source.observed]).toEqual([0, 0, false]);
    });
  });

  it('S1 a source that pushes from within a test, a project and an outcome', () => {
    const source = new Subject<number>();
    const seen: string[] = [];
    const push = (n: number): void => {
      if (n < 5) source.next(n + 1);
    };
    const test = (n: number): boolean => {
      push(n);
      return true;
    };
    const a = stage('a', (n: number) => [n]);
    const b = stage('b', (n: number) => [n]);
    pipeline(fork(when(test, a), join('j', b)))(source).subscribe(({ stage: name, path, inputs: [root] }) => {
      seen.push(`${name} ${String(path[0])} ${String(root)}`);
    });
    source.next(0);

    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5].flatMap((n) => [`a ${String(n)} ${String(n)}`, `j ${String(n)} ${String(n)}`]).sort());
  });

  it('S1 a source that pushes from within a test, assembled and gathered', () => {
    for (const results of ['assembled', 'gathered'] as const) {
      const source = new Subject<number>();
      const seen: unknown[] = [];
      const test = (n: number): boolean => {
        if (n < 3) source.next(n + 1);
        return true;
      };
      const a = stage('a', (n: number) => [n]);
      const segment = fork(
        when(test, a),
        stage('b', (n: number) => [n]),
      );
      const take = ({ input, path }: { readonly input: number; readonly path: readonly number[] }): void => void seen.push([input, ...path]);
      if (results === 'assembled') assemble(segment)(source).subscribe(take);
      else gather(segment)(source).subscribe(take);
      source.next(0);

      expect(seen.sort()).toEqual([0, 1, 2, 3].map((n) => [n, n]));
    }
  });

  describe('B4 the stack does not grow', () => {
    const deep = stage('deep', (n: number) => [n], { recurse: (n) => (n < 10_000 ? [n + 1] : []) });

    it.each(['completion', 'source'] as const)('B4 with depth, in %s order: 10,000 levels within a join', (order) => {
      let depth = 0;
      const last = stage('last', (tree: { readonly deep: readonly unknown[] }) => [tree.deep.length]);
      pipeline(join('whole', deep), last, { order })([1]).subscribe((outcome) => {
        type Tree = readonly { readonly deep: Tree }[];
        let list = (outcome.inputs[1] as { readonly deep: Tree }).deep;
        for (; list[0] !== undefined; list = list[0].deep) depth++;
      });

      expect(depth).toBe(10_000);
    });

    it('B4 with depth, assembled', () => {
      let trees = 0;
      assemble(
        pipeline(
          deep,
          fork(
            when(
              pass,
              stage('a', (n: number) => [n]),
            ),
            stage('b', (n: number) => [n]),
          ),
        ),
      )([1]).subscribe(() => trees++);

      expect(trees).toBe(1);
    });

    it.each([
      ['Observables', () => range(0, 100_000)],
      ['arrays', () => Array.from({ length: 100_000 }, (_, n) => n)],
    ])('B4 with 100,000 values: %s', (_, values) => {
      const head = stage('head', values as (n: number) => number[]);
      const even = stage('even', (n: number) => [n]);
      const every = stage('all', (n: number) => of(n));
      const isEven = (n: number): boolean => n % 2 === 0;
      const tails = fork(when(isEven, even), join('whole', every));
      let count = 0;
      pipeline(head, tails)([0]).subscribe(() => count++);
      let list = 0;
      pipeline(join('each', pipeline(head, tails)))([0]).subscribe((outcome) => {
        if (outcome.status === 'fulfilled') list = outcome.value.head.length;
      });

      expect([count, list]).toEqual([150_000, 100_000]);
    });
  });
});
