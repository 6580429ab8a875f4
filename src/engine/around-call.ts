import type { Around, AttemptInfo } from '../around.js';
import { reportUnhandled } from '../policies/report-unhandled.js';
import { assume, restore, UNKNOWN } from './async-context.js';
import { AttemptContext } from './attempt-context.js';
import type { Attempt, Branch } from './types.js';

/** The first argument of `around`. */
export class AroundContext extends AttemptContext implements AttemptInfo {
  readonly run: number;
  readonly stage: string;
  readonly branch: number;
  readonly parent: number | undefined;
  readonly input: unknown;

  constructor(
    of: Branch,
    attempt: Attempt | undefined,
    readonly batch: AttemptInfo['batch'],
  ) {
    super(of, attempt);
    this.run = of.stage.run.id;
    this.stage = of.stage.plan.name;
    this.branch = of.number;
    this.parent = of.parent?.number;
    this.input = of.input;
  }
}

/**
 * Lets `around` make a call of the user's code. An error of the call is thrown, whatever `around`
 * does with it. An error of `around` itself fails the call if it has not been made; otherwise it is
 * reported.
 */
export function aroundCall<R>(around: Around, attempt: AttemptInfo, call: () => R): R {
  let isOver = false;
  let made: { readonly returned: R } | { readonly thrown: unknown } | undefined;
  // `around` changes the async context.
  const before = assume(UNKNOWN);
  try {
    around(attempt, () => {
      if (isOver) throw new Error('`around` called `call` after it had returned: call it once, before returning');
      if (made !== undefined) throw new Error('`around` called `call` more than once: call it once, before returning');
      try {
        made = { returned: call() };
      } catch (thrown) {
        made = { thrown };
        throw thrown;
      }
    });
  } catch (error) {
    if (made === undefined) throw error;
    if (!('thrown' in made) || made.thrown !== error) reportUnhandled(error);
  } finally {
    isOver = true;
    restore(before);
  }
  if (made === undefined) throw new Error('`around` returned without calling `call`: call it once, before returning');
  if ('thrown' in made) throw made.thrown;
  return made.returned;
}
