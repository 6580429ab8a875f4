import { fits, has, unfit, type Rule } from '../check.js';
import { enter } from '../engine/async-context.js';
import { isClosed } from '../engine/is-closed.js';
import type { Branch } from '../engine/types.js';
import type { Answer } from './cache.js';

const ARRAY: Rule = ['an array of values', Array.isArray];

/** Asks a cache, reads its answer and goes on with that. What the cache throws, or its answer when it is read, fails the branch. */
export function askCache<T, R>(
  branch: Branch,
  question: () => T | PromiseLike<T>,
  read: (answer: T) => R,
  goOn: (answer: R) => void,
  fail: (reason: unknown) => void,
): void {
  const { run } = branch.stage;
  const take = (given: T): void => {
    let answer: R;
    try {
      answer = read(given);
    } catch (reason) {
      if (!isClosed(branch)) fail(reason);
      return;
    }
    if (!isClosed(branch)) goOn(answer);
  };
  let isAnswered = false;
  // A promise of the user's own kind may settle again.
  const once =
    <A>(then: (answer: A) => void) =>
    (answer: A): void => {
      if (isAnswered) return;
      isAnswered = true;
      then(answer);
      run.drain();
    };
  const settled = once(take);
  const failed = once((reason: unknown) => {
    if (!isClosed(branch)) fail(reason);
  });
  let given: T | PromiseLike<T>;
  try {
    given = question();
    if (has(given, 'then')) {
      Promise.resolve(given).then(
        (answer) => {
          enter(branch.context, settled, answer);
        },
        (reason: unknown) => {
          enter(branch.context, failed, reason);
        },
      );
      return;
    }
  } catch (reason) {
    failed(reason);
    return;
  }
  take(given);
}

/**
 * Copies the values of a cache's answer, because reading them later might throw.
 *
 * @returns `undefined` if there is no answer
 * @throws TypeError if it is not a list; and what it throws when it is read
 */
export function valuesOf(title: string, answer: unknown): Answer | undefined {
  if (answer === undefined || answer === null) return undefined;
  if (!fits(ARRAY, answer)) throw unfit(`${title}: what cache.get returns`, ARRAY, answer);
  return [...(answer as Answer)];
}
