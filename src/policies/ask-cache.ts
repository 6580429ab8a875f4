import { fits, has, unfit, type Rule } from '../check.js';
import { enter } from '../engine/async-context.js';
import { isClosed } from '../engine/is-closed.js';
import type { Branch } from '../engine/types.js';
import type { Answer } from './cache.js';

const ARRAY: Rule = ['an array of values', Array.isArray];

/**
 * Calls a cache, reads its answer, and continues with it. If the cache throws, or reading its
 * answer throws, the branch fails.
 */
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
  // A thenable of the user's own may settle more than once.
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
 * @throws TypeError if the answer is not a list; whatever reading it throws
 */
export function valuesOf(title: string, answer: unknown): Answer | undefined {
  if (answer === undefined || answer === null) return undefined;
  if (!fits(ARRAY, answer)) throw unfit(`${title}: the result of cache.get`, ARRAY, answer);
  return [...(answer as Answer)];
}
