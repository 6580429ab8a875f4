import { quote } from '../quote.js';

/** What was too slow: one attempt, the branch as a whole, or its wait for a first slot. */
export type TimeoutKind = 'attempt' | 'total' | 'queue';

/** How long things may take, in ms; what is not given may take for ever. */
export interface StageTimeouts {
  /** One attempt, counted while it works: not while its iterator is suspended because nobody takes more. A failure like any other, it is retried. */
  readonly attempt?: number | undefined;
  /** The branch, from its creation to the end of its last attempt, waits and retries included; its children may take longer. It ends the branch. */
  readonly total?: number | undefined;
  /** The branch's wait for its first slot. It ends the branch. */
  readonly queue?: number | undefined;
}

/** What a timeout says. */
const SLOW: Readonly<Record<TimeoutKind, string>> = {
  attempt: 'the attempt took longer than',
  total: 'the branch took longer than',
  queue: 'the branch waited for its first slot for more than',
};

/** Says that an attempt, a branch or a wait took longer than it may. */
export class StageTimeoutError extends Error {
  override readonly name = 'StageTimeoutError';

  /**
   * @param kind - what took too long
   * @param stage - the stage's name
   * @param ms - how long it may take
   */
  constructor(
    readonly kind: TimeoutKind,
    readonly stage: string,
    readonly ms: number,
  ) {
    super(`stage ${quote(stage)}: ${SLOW[kind]} ${String(ms)} ms (timeout.${kind})`);
  }
}
