import { NEVER, of, Subject, type Observable } from 'rxjs';
import {
  assemble,
  fork,
  gather,
  join,
  OverflowError,
  pipeline,
  stage,
  when,
  type Assembled,
  type Outcome,
  type Overflow,
  type PipelineOptions,
} from 'rxjs-stages';

const isOdd = (n: number): boolean => n % 2 === 1;
const isEven = (n: number): boolean => n % 2 === 0;

/** An outcome in short: its stage, its root, and what it says. */
function short({ stage: name, path, ...rest }: Outcome): string {
  return `${name} ${String(path[0])} ${rest.status === 'rejected' ? (rest.reason as Error).name : 'ok'}`;
}

/** A stage that answers when it is told to, one at a time. */
function held<N extends string>(name: N) {
  const answers: Subject<number>[] = [];
  const made = stage(
    name,
    (n: number) => {
      const answer = new Subject<number>();
      answers[n] = answer;
      return answer;
    },
    { concurrency: 1 },
  );
  const answer = (n: number): void => {
    answers[n]?.next(n);
    answers[n]?.complete();
  };
  return { stage: made, answer, started: () => Object.keys(answers).map(Number) };
}

describe('sources of trees', () => {
  const run = (made: (options: PipelineOptions) => (source: Subject<number>) => Observable<Outcome>, overflow: Overflow, maxWaiting: number) => {
    const source = new Subject<number>();
    const seen: string[] = [];
    made({ maxWaiting, overflow })(source).subscribe({
      next: (outcome) => seen.push(short(outcome)),
      error: (reason: unknown) => seen.push((reason as Error).name),
      complete: () => seen.push('|'),
    });
    return { source, seen };
  };

  describe('S2 with a fork at the head a root waits at each of its stages, and no more wait at any than may', () => {
    it('S2 `error` ends the run when one stage has no room', () => {
      const [a, b] = [held('a'), held('b')];
      const { source, seen } = run((options) => pipeline(fork(a.stage, b.stage), options), 'error', 1);

      for (const n of [0, 1]) source.next(n);
      a.answer(0);
      source.next(2);
      expect(source.observed).toBe(false);
      a.answer(1);
      b.answer(0);
      b.answer(1);

      expect(seen).toEqual(['a 0 ok', 'a 1 ok', 'b 0 ok', 'b 1 ok', 'OverflowError']);
    });

    it('S2 `drop-newest` drops the root that has just come at each stage', () => {
      const [a, b] = [held('a'), held('b')];
      const { source, seen } = run((options) => pipeline(fork(a.stage, b.stage), options), 'drop-newest', 1);

      for (const n of [0, 1, 2]) source.next(n);

      expect(seen).toEqual(['a 2 OverflowError', 'b 2 OverflowError']);
    });

    it('S2 `drop-oldest` drops the oldest root that has not started, at each stage', () => {
      const [a, b] = [held('a'), held('b')];
      const { source, seen } = run((options) => pipeline(fork(a.stage, b.stage), options), 'drop-oldest', 1);

      for (const n of [0, 1, 2]) source.next(n);

      expect(seen).toEqual(['a 1 OverflowError', 'b 1 OverflowError']);
    });

    it('S2 `drop-oldest` drops where there is no room: what waits elsewhere makes none', () => {
      const [odd, even] = [held('odd'), held('even')];
      const { source, seen } = run((options) => pipeline(fork(when(isOdd, odd.stage), when(isEven, even.stage)), options), 'drop-oldest', 1);

      // 0 and 1 start, 2 and 3 wait.
      for (const n of [0, 1, 2, 3, 5, 7]) source.next(n);

      expect(seen).toEqual(['odd 3 OverflowError', 'odd 4 OverflowError']);
    });

    it('S2 `drop-newest` drops no root that goes where there is room', () => {
      const [odd, even] = [held('odd'), held('even')];
      const { source, seen } = run((options) => pipeline(fork(when(isOdd, odd.stage), when(isEven, even.stage)), options), 'drop-newest', 1);

      for (const n of [0, 1, 3, 2]) source.next(n);

      expect(seen).toEqual([]);
    });

    it('S2 a join at the head: what is dropped is in its value', () => {
      const a = held('a');
      const source = new Subject<number>();
      const values: unknown[] = [];
      source.pipe(pipeline(join('whole', a.stage), { maxWaiting: 1, overflow: 'drop-oldest' })).subscribe((outcome) => {
        if (outcome.status === 'fulfilled') values.push([outcome.value.input, outcome.value.a.map(({ status }) => status)]);
      });

      for (const n of [0, 1, 2]) source.next(n);
      a.answer(0);

      expect(values).toEqual([
        [1, ['rejected']],
        [0, ['fulfilled']],
      ]);
    });
  });

  it('S2 R9 a dropped root is a tree of its own: its branch is rejected', () => {
    const user = stage('user', () => NEVER, { concurrency: 1 });
    const profile = pipeline(user, { maxWaiting: 0, overflow: 'drop-newest' });
    const source = new Subject<number>();
    const trees: Assembled<typeof profile>[] = [];
    assemble(profile)(source).subscribe((tree) => trees.push(tree));

    for (const n of [0, 1]) source.next(n);

    expect(trees).toEqual([
      { input: 1, path: [1], user: [{ status: 'rejected', reason: new OverflowError(0), stage: 'user', inputs: [1], path: [1], attempts: 0 }] },
    ]);
  });

  it('S2 R14 a root that is dropped at both segments of a fork is gathered once', () => {
    const [a, b] = [held('a'), held('b')];
    const source = new Subject<number>();
    const seen: string[] = [];
    gather(pipeline(fork(a.stage, b.stage), { maxWaiting: 0, overflow: 'drop-newest' }))(source).subscribe(({ input, rejected }) =>
      seen.push(`${String(input)}: ${rejected.map(short).join()}`),
    );

    for (const n of [0, 1]) source.next(n);

    expect(seen).toEqual(['1: a 1 OverflowError,b 1 OverflowError']);
  });

  it('R7 R9 a root has one tree, although its first branch is rejected before its second one is made', () => {
    const trees: unknown[] = [];
    const test = (): boolean => {
      throw 'no'; // prettier-ignore
    };
    const [a, b] = [stage('a', (n: number) => [n]), stage('b', (n: number) => [n])];
    assemble(fork(when(test, a), b))([1]).subscribe((tree) => trees.push(structuredClone(tree)));

    expect(trees).toMatchObject([{ input: 1, a: [{ reason: 'no' }], b: [{ value: 1 }] }]);
  });

  it('R10 what came of the inputs that were fed back is in the order of the inputs', () => {
    const slow = new Subject<string>();
    const walk = stage('walk', (id: string): Observable<string> => (id === 'slow' ? slow : of(id)), {
      recurse: (id) => (id === 'a' ? ['slow', 'quick'] : []),
    });
    const trees: unknown[] = [];
    assemble(walk)(['a']).subscribe((tree) => trees.push(tree));
    slow.next('slow');
    slow.complete();

    expect(trees).toMatchObject([{ walk: [{ value: 'a', walk: [{ value: 'slow' }, { value: 'quick' }] }] }]);
  });

  it('R12 O4 a join does not deadlock in source order: what the lowest root makes in it goes on', () => {
    const first = new Subject<number>();
    const seen: string[] = [];
    const inner = pipeline(
      stage('a', (n: number): Observable<number> => (n === 0 ? first : of(n))),
      stage('b', (n) => [n]),
    );
    of(0, 1)
      .pipe(pipeline(join('whole', inner), { order: 'source', highWaterMark: 1 }))
      .subscribe((outcome) => seen.push(short(outcome)));
    first.next(0);
    first.complete();

    expect(seen).toEqual(['whole 0 ok', 'whole 1 ok']);
  });
});
