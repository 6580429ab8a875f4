import type { ObservableInput } from 'rxjs';
import type { Attempt } from './attempt.js';
import type { Clock } from './clock.js';
import type { Emission } from './script.js';
import { WatchedIterator } from './watched-iterator.js';

/** What is no ObservableInput, and no list either. */
export const NONSENSE = 42 as unknown as ObservableInput<unknown>;

/** What one emission gives: a list where lists are expected, its one value elsewhere. */
export function valueOf(emission: Emission, attempt: Attempt, lists: boolean): unknown {
  const { values, lazy } = emission;
  if (!lists) return values[0];
  if (!lazy) return [...values];
  return {
    [Symbol.iterator]() {
      attempt.inside();
      return new WatchedIterator(elements(emission, attempt), attempt, true);
    },
  };
}

/** Gives what a script emits, without gaps. */
export function* emissions(attempt: Attempt, lists: boolean): Generator {
  const { script } = attempt;
  for (const emission of script.emissions) yield valueOf(emission, attempt, lists);
  if (script.failing === 'no list') yield NONSENSE;
  if (script.failing === 'end') throw script.reason;
}

/** Gives what a script emits, gaps and all. */
export async function* asyncEmissions(attempt: Attempt, clock: Clock, lists: boolean): AsyncGenerator {
  const { script } = attempt;
  for (const emission of script.emissions) {
    await clock.sleep(emission.gap);
    yield valueOf(emission, attempt, lists);
  }
  await clock.sleep(script.gap);
  if (script.failing === 'no list') yield NONSENSE;
  if (script.failing === 'end') throw script.reason;
}

/** The same, written by hand: it has no `return()` of its own, and fails by throwing from `next()`. */
export function asyncIterator(attempt: Attempt, clock: Clock, lists: boolean): AsyncIterator<unknown> {
  const { script } = attempt;
  let index = 0;
  return {
    next() {
      const at = index++;
      const emission = script.emissions[at];
      if (emission !== undefined) return clock.sleep(emission.gap).then(() => ({ done: false, value: valueOf(emission, attempt, lists) }));
      if (at === script.emissions.length && script.failing === 'no list') return Promise.resolve({ done: false, value: NONSENSE });
      if (script.failing === 'end') throw script.reason;
      return clock.sleep(script.gap).then(() => ({ done: true, value: undefined }));
    },
  };
}

/** Answers with its one emission, or fails in its place. It works until it is settled. */
export async function promise(attempt: Attempt, clock: Clock, lists: boolean): Promise<unknown> {
  const { emissions, gap, failing, reason } = attempt.script;
  const [emission] = emissions;
  attempt.work();
  await clock.sleep((emission?.gap ?? 0) + gap);
  attempt.rest();
  if (failing === 'end') throw reason;
  if (failing === 'no list') return NONSENSE;
  const value = emission === undefined ? undefined : valueOf(emission, attempt, lists);
  if (lists && Array.isArray(value)) attempt.given += value.length;
  return value;
}

/** The elements of one list; the last one of a script that fails so throws after them. */
function* elements(emission: Emission, { script }: Attempt): Generator {
  yield* emission.values;
  if (script.failing === 'list' && emission === script.emissions.at(-1)) throw script.reason;
}
