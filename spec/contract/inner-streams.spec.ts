import { concat, NEVER, of, Subject, type Subscription } from 'rxjs';
import { listStage, pipeline, stage, type Outcome } from 'rxjs-stages';
import { word } from '../support/marbles';

/*
 * The Observables that projects return are inner streams: rxjs's own `mergeMap` expands them, and
 * its `catchError` isolates their failures. Stack traces show it.
 */

const MERGE_MAP = 'operators/mergeInternals';
const CATCH_ERROR = 'operators/catchError';

/** The calls that lead to the caller, the innermost first. */
function callers(): string[] {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 200;
  try {
    return (new Error('trace').stack ?? '').split('\n').slice(2);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Records what is delivered, and the calls that lead to each delivery. */
class Traced {
  readonly words: string[] = [];
  readonly traces: string[][] = [];
  completed = false;

  /** The operators of rxjs that lead to each delivery, each once. */
  get operators(): string[][] {
    return this.traces.map((calls) => [MERGE_MAP, CATCH_ERROR].filter((operator) => calls.some((call) => call.includes(operator))));
  }

  next(outcome: Outcome): void {
    this.words.push(word(outcome));
    this.traces.push(callers());
  }

  complete(): void {
    this.completed = true;
  }
}

describe('inner streams', () => {
  describe('O1 what an Observable emits after it has been subscribed to', () => {
    it('O1 is delivered from within mergeMap, through the subscriber of catchError', () => {
      const answer = new Subject<string>();
      const seen = new Traced();
      stage('fetch', () => answer)(['a']).subscribe(seen);

      answer.next('x');

      const [calls = []] = seen.traces;
      const merged = calls.findIndex((call) => call.includes(MERGE_MAP));
      const relayed = calls.findIndex((call) => call.includes('ObservableSource.relay'));
      expect(seen.words).toEqual(['x']);
      expect(merged).toBeGreaterThan(0);
      // The subscriber of `catchError` inherits how it hands values on: its file is only in the
      // trace of a failure.
      // The first two calls are those of `mergeMap`'s subscriber, the others of `catchError`'s.
      expect(calls.slice(merged + 1, relayed).map((call) => /OperatorSubscriber\.\S+/.exec(call)?.[0])).toEqual([
        'OperatorSubscriber._this._next',
        'OperatorSubscriber.Subscriber.next',
        'OperatorSubscriber.Subscriber._next',
        'OperatorSubscriber.Subscriber.next',
      ]);
    });

    it.each(['values', 'lists'])('O1 comes from within mergeMap where an earlier stage emits %s', (kind) => {
      const answer = new Subject<never>();
      const seen = new Traced();
      const one = kind === 'values' ? stage('one', () => answer) : listStage('one', () => answer);
      const two = stage('two', (id: string) => of(id));
      pipeline(one, two)(['a']).subscribe(seen);

      answer.next((kind === 'values' ? 'x' : ['x']) as never);

      expect(seen.words).toEqual(['x']);
      expect(seen.operators).toEqual([[MERGE_MAP]]);
    });

    it('O1 does so after values that it has emitted while it was being subscribed to', () => {
      const later = new Subject<string>();
      const seen = new Traced();
      stage('fetch', () => concat(of('x'), later))(['a']).subscribe(seen);

      later.next('y');

      expect(seen.words).toEqual(['x', 'y']);
      expect(seen.operators[1]).toEqual([MERGE_MAP]);
    });
  });

  it('F1 a failure that comes later is caught by catchError, and the others go on within mergeMap', () => {
    const answers = [new Subject<string>(), new Subject<string>()];
    const seen = new Traced();
    stage('fetch', (n: number) => answers[n] ?? NEVER)([0, 1]).subscribe(seen);

    answers[0]?.error('no');
    answers[1]?.next('x');
    answers[1]?.complete();

    expect(seen.words).toEqual(['!no', 'x']);
    expect(seen.operators).toEqual([[CATCH_ERROR], [MERGE_MAP]]);
    expect(seen.completed).toBe(true);
  });

  describe('B2 the end of an inner stream frees its slot in mergeMap', () => {
    const ends: [string, string[], (answer: Subject<string>, late: () => void) => void][] = [
      [
        'completes',
        [],
        (answer) => {
          answer.complete();
        },
      ],
      [
        'fails',
        ['!no'],
        (answer) => {
          answer.error('no');
        },
      ],
      [
        'is stopped because `recurse` throws',
        ['bad', '!recurse'],
        (answer) => {
          answer.next('bad');
        },
      ],
      [
        'is stopped by its timeout',
        ['!StageTimeoutError'],
        (_, pass) => {
          pass();
        },
      ],
    ];

    beforeEach(() => {
      jest.useFakeTimers();
    });

    afterEach(() => {
      jest.useRealTimers();
    });

    it.each(ends)('B2 when it %s, with a concurrency of 1', (_, expected, end) => {
      const answers = [new Subject<string>(), new Subject<string>(), new Subject<string>()];
      const seen = new Traced();
      const fetch = stage('fetch', (n: number) => answers[n] ?? NEVER, {
        concurrency: 1,
        timeout: 10,
        recurse: (value) => {
          if (value === 'bad') throw 'recurse';
          return [];
        },
      });
      fetch([0, 1, 2]).subscribe(seen);

      for (const answer of answers) {
        end(answer, () => {
          // A timeout lets what else happens at its time go first.
          jest.advanceTimersByTime(12);
        });
        // Without a slot the next stream would wait in the buffer of `mergeMap`, and its value
        // would bypass that.
        answers[answers.indexOf(answer) + 1]?.next('x');
      }

      expect(seen.words).toEqual([...expected, 'x', ...expected, 'x', ...expected]);
      expect(seen.operators.filter((__, at) => seen.words[at] === 'x')).toEqual([[MERGE_MAP], [MERGE_MAP]]);
      expect(seen.completed).toBe(true);
    });

    it('B2 when a stage has more slots than one mergeMap, whichever stream ends', () => {
      const answers = Array.from({ length: 60 }, () => new Subject<string>());
      const seen = new Traced();
      stage('fetch', (n: number) => answers[n] ?? NEVER, { concurrency: 20 })(answers.map((_, n) => n)).subscribe(seen);

      // Of 20 that are open it is the 8th oldest that ends.
      const left = [...answers];
      while (left.length > 0) {
        const [answer] = left.splice(Math.min(7, left.length - 1), 1);
        answer?.next('x');
        answer?.complete();
      }

      expect(seen.words).toHaveLength(60);
      expect(seen.operators).toEqual(seen.words.map(() => [MERGE_MAP]));
      expect(seen.completed).toBe(true);
    });
  });

  it('C1 unsubscribing from within such a value unsubscribes from all inner streams, and nothing is delivered afterwards', () => {
    const answers = [new Subject<string>(), new Subject<string>()];
    const words: string[] = [];
    const run: Subscription = of(0, 1)
      .pipe(stage('fetch', (n: number) => answers[n] ?? NEVER))
      .subscribe((outcome) => {
        words.push(word(outcome));
        run.unsubscribe();
      });

    for (const answer of answers) answer.next('x');

    expect(words).toEqual(['x']);
    expect(answers.map(({ observed }) => observed)).toEqual([false, false]);
  });
});
