import { has, STRING, unfit } from '../../check.js';
import type { Answer } from '../../policies/cache.js';
import { checkReturned } from '../../policies/check-returned.js';
import { quote } from '../../quote.js';
import { enter } from '../async-context.js';
import type { GovernedBranch } from './governed-branch.js';
import type { GovernedLevel } from './governed-level.js';
import { SharedWork, worksInFlight, type Works } from './shared-work.js';

/** Lets the branches of one stage that have the same key share one piece of work, and what a cache has. */
export class Sharing {
  readonly #level: GovernedLevel;
  readonly #works: Works = new Map<string, SharedWork>();
  readonly #inFlight: Works | undefined;
  /** The keys of all inputs of a recursive stage. */
  readonly #seen = new Set<string>();

  constructor(level: GovernedLevel) {
    const { cache, name } = level.stage;
    this.#level = level;
    this.#inFlight = cache && worksInFlight(cache, name);
  }

  /**
   * Reads the key of a branch, if its stage has any.
   *
   * @throws what the user's `key` throws; TypeError if it gives no string
   */
  identify(branch: GovernedBranch): void {
    const { key, name } = this.#level.stage;
    if (key === undefined) return;
    const own = key(branch.input);
    checkReturned('what key returns', STRING, own, name);
    branch.key = own;
  }

  /** Whether an input of a recursive stage was here before. */
  isKnown({ key }: GovernedBranch): boolean {
    if (key === undefined || this.#level.stage.recurse === undefined) return false;
    const known = this.#seen.has(key);
    this.#seen.add(key);
    return known;
  }

  /** A branch waits: for its turn, for who does the same work already, or for what the cache says. */
  begin(branch: GovernedBranch): void {
    const { cache, name } = this.#level.stage;
    const { key } = branch;
    const work = key === undefined ? undefined : this.#works.get(key);
    if (key === undefined) this.#level.wait(branch);
    else if (work !== undefined) {
      this.#level.deadlines.admit(branch);
      work.add(branch);
    } else {
      new SharedWork(key, branch, this.#works, this.#inFlight);
      this.#ask(
        branch,
        () => cache?.get(name, key),
        (answer) => answerOf(name, answer),
        (values) => {
          if (values !== undefined) {
            this.#level.replay(branch, values);
            branch.leads?.finish(values);
          } else if (!this.join(branch)) this.#level.wait(branch);
        },
      );
    }
  }

  /**
   * A branch that leads joins who does the same work already in another run, which may be so only now that it could start.
   *
   * @returns whether there was anybody
   */
  join(branch: GovernedBranch): boolean {
    const { key = '', leads } = branch;
    if (leads === undefined) return false;
    const other = this.#inFlight?.get(key);
    if (other === undefined || other === leads) return false;
    this.#level.deadlines.admit(branch);
    other.add(branch);
    return true;
  }

  /** A branch has all its values: they are kept before anything else happens. */
  keep(branch: GovernedBranch, values: Answer, goOn: () => void): void {
    const { cache, name } = this.#level.stage;
    const { key } = branch;
    this.#ask(
      branch,
      () => (key === undefined ? undefined : cache?.set(name, key, values)),
      () => undefined,
      goOn,
    );
  }

  /**
   * Asks a cache, reads its answer and goes on with that. What the cache throws, or its answer when
   * it is read, fails the branch.
   */
  #ask<T, R>(branch: GovernedBranch, question: () => T | PromiseLike<T>, read: (answer: T) => R, goOn: (answer: R) => void): void {
    const { run } = this.#level;
    const fail = (reason: unknown): void => {
      if (!branch.over) this.#level.fail(branch, { reason });
      run.wake();
    };
    const take = (given: T): void => {
      let answer: R;
      try {
        answer = read(given);
      } catch (reason) {
        fail(reason);
        return;
      }
      // Whoever was asked may have ended the run.
      if (!branch.over) goOn(answer);
    };
    let answered = false;
    // A promise of the user's own kind may answer again.
    const once =
      <A>(then: (answer: A) => void) =>
      (answer: A): void => {
        if (answered) return;
        answered = true;
        then(answer);
      };
    let given: T | PromiseLike<T>;
    try {
      given = question();
      if (has(given, 'then')) {
        const later = once((value: T) => {
          take(value);
          run.wake();
        });
        const never = once(fail);
        Promise.resolve(given).then(
          (value) => {
            enter(branch.context, later, value);
          },
          (reason: unknown) => {
            enter(branch.context, never, reason);
          },
        );
        return;
      }
    } catch (reason) {
      fail(reason);
      return;
    }
    take(given);
  }
}

/**
 * Copies the values of a cache's answer, because reading them later might throw.
 *
 * @returns `undefined` if there is no answer
 * @throws TypeError if it is not a list; and what it throws when it is read
 */
function answerOf(stage: string, answer: unknown): Answer | undefined {
  if (answer === undefined || answer === null) return undefined;
  if (!Array.isArray(answer)) throw unfit(`stage ${quote(stage)}: what cache.get returns`, ['an array of values'], answer);
  return [...(answer as Answer)];
}
