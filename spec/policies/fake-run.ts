import { ignoreElements, mergeMap, Observable, startWith, tap, timer } from 'rxjs';
import type { Limit } from 'rxjs-stages';
import type { Sample, Waiter } from '../../src/policies/limits/limit';
import { flush } from '../../src/policies/trampoline';

/** A run as limits see one: what it cannot take at once it waits for, and on each of its turns it takes one thing. */
export class FakeRun implements Waiter {
  private readonly wants = [0, 0];

  constructor(
    private readonly limit: Limit,
    /** Is told of all that it takes. */
    private readonly took: (resuming: boolean) => void,
  ) {}

  want(resuming: boolean): void {
    if (this.limit.canAcquire(this, resuming)) {
      this.take(resuming);
      return;
    }
    this.wants[Number(resuming)] = this.waits(Number(resuming)) + 1;
    this.limit.wait(this, resuming);
  }

  /** Wants nothing any more. */
  leave(): void {
    this.wants.fill(0);
    this.limit.leave(this);
    flush();
  }

  turn(limit: Limit): void {
    const kind = [1, 0].find((each) => this.waits(each) > 0 && limit.canAcquire(this, each === 1));
    if (kind !== undefined) {
      this.wants[kind] = this.waits(kind) - 1;
      this.take(kind === 1);
    }
    for (const each of [0, 1]) if (this.waits(each) > 0) limit.wait(this, each === 1);
  }

  heldUpBy(): number {
    return this.waits(0) + this.waits(1);
  }

  holders(): readonly object[] {
    return [];
  }

  waits(kind: number): number {
    return this.wants[kind] ?? 0;
  }

  private take(resuming: boolean): void {
    this.limit.acquire(resuming);
    this.took(resuming);
  }
}

/** Gives a limit back as a run does, which then lets others have their turns. */
export function giveBack(limit: Limit, sample?: Sample): void {
  limit.release(sample);
  flush();
}

/**
 * Plays runs: each letter is one, which then wants to start an attempt, or to go on with one if the letter is a capital.
 *
 * @param ms - how long each attempt works
 * @returns the letters when they take the limit
 */
export function played(limit: Limit, letters: Observable<string>, ms: number): Observable<string> {
  const taken = new Observable<string>((subscriber) => {
    const runs = new Map<string, FakeRun>();
    return letters.subscribe((letter) => {
      const name = letter.toLowerCase();
      const run =
        runs.get(name) ??
        new FakeRun(limit, (resuming) => {
          subscriber.next(resuming ? name.toUpperCase() : name);
        });
      runs.set(name, run);
      run.want(letter !== name);
    });
  });
  return taken.pipe(
    mergeMap((letter) =>
      timer(ms).pipe(
        tap(() => {
          giveBack(limit, { failure: undefined, duration: ms });
        }),
        ignoreElements(),
        startWith(letter),
      ),
    ),
  );
}
