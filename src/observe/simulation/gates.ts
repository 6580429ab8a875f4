import type { HoldUps } from '../holdups.js';
import type { Timeline } from '../timeline-types.js';

/**
 * When a limit let the attempts of each stage start, in the order of starts. What a limit allows is not
 * recorded: so it is taken that it lets no attempt start earlier than it did.
 */
export function gatesOf({ stages, branches }: Timeline, holdUps: HoldUps): ReadonlyMap<string, readonly number[]> {
  const limited = new Set(stages.flatMap(({ name, isLimited }) => (isLimited ? [name] : [])));
  const starts = new Map([...limited].map((name) => [name, [] as { readonly time: number; readonly isLate: boolean }[]]));
  for (const { stage, spans } of branches) {
    for (const [index, { kind, start: time }] of spans.entries()) {
      if (kind !== 'attempt') continue;
      const waiting = spans[index - 1];
      const isLate = waiting !== undefined && waiting.start < time && ['limit', 'pause'].includes(holdUps.before(stage, time).kind);
      starts.get(stage)?.push({ time, isLate });
    }
  }
  return new Map(
    [...starts].map(([stage, times]) => [
      stage,
      times.sort((one, other) => one.time - other.time).map(({ time, isLate }) => (isLate ? time : -Infinity)),
    ]),
  );
}
