import type { BranchEvent, Gathered, Outcome } from 'rxjs-stages';
import type { Attempt } from './attempt.js';
import type { Script } from './script.js';

/** What can be seen of a run from outside: its events, what reaches its consumer, and what its projects are asked for. */
export type Entry =
  | BranchEvent
  | { readonly type: 'delivered'; readonly outcome: Outcome }
  | { readonly type: 'gathered'; readonly tree: Gathered<Script> }
  | { readonly type: 'projected' | 'working' | 'resting'; readonly attempt: Attempt }
  | { readonly type: 'pulled'; readonly attempt: Attempt; readonly list: boolean }
  /** A failure asks for a pause, by a stage's function. */
  | { readonly type: 'pausing'; readonly ms: number }
  /** The consumer has come back from a delivery. */
  | { readonly type: 'returned' }
  /** A consumer that iterates has asked for one more. */
  | { readonly type: 'asked' }
  /** All that could happen at this frame has happened. */
  | { readonly type: 'quiet' }
  | { readonly type: 'leaving' | 'left' }
  | { readonly type: 'finished'; readonly failure?: { readonly reason: unknown } };

/** How paths are written here: `0.2.1`. */
export const nameOf = (path: readonly number[]): string => path.join('.');

/** `0.2#1` is the second value of the branch `0.2`, `0.2!` its failure. */
export function labelOfOutcome(outcome: Outcome): string {
  return `${nameOf(outcome.path)}${outcome.status === 'fulfilled' ? `#${String(outcome.index)}` : '!'}`;
}

/** One line, the same wherever an entry is expected, told or compared. */
export function labelOf(entry: Entry): string {
  switch (entry.type) {
    case 'delivered':
      return `delivered ${labelOfOutcome(entry.outcome)}`;
    case 'gathered':
      return `gathered ${nameOf(entry.tree.path)}`;
    case 'projected':
    case 'working':
    case 'resting':
      return `${entry.type} ${entry.attempt.path}`;
    case 'pulled':
      return `pulled ${entry.list ? 'a list of ' : ''}${entry.attempt.path}`;
    case 'pausing':
    case 'returned':
    case 'asked':
    case 'quiet':
    case 'leaving':
    case 'left':
    case 'finished':
      return entry.type;
    default:
      return `${entry.type} ${nameOf(entry.path)}${entry.type === 'emitted' ? `#${String(entry.index)}` : ''}`;
  }
}
