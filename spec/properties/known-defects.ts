import type { Scenario } from './scenario.js';
import type { Script } from './script.js';

/** Whether a scenario can meet a defect that is known, and is not mended yet: it is left out, until the defect is gone. */
export function isKnown(scenario: Scenario): boolean {
  return pullsOnAfterLeaving(scenario) || resumesTooMany(scenario) || startsInPause(scenario);
}

/** C1: a list that an atomic stage takes in is pulled on, to its end, when the consumer has left from inside of it. */
function pullsOnAfterLeaving({ stages, leaving }: Scenario): boolean {
  return leaving?.on === 'answer' && stages.some(({ lists, policies }) => lists && policies.atomic);
}

/** B1: in source order the lowest branch may start where others are suspended; one of those that promise goes on while it is at work. */
function resumesTooMany({ order, source }: Scenario): boolean {
  return order === 'source' && promises(source);
}

/** Whether an asynchronous iterator is among a script and all that grows from it. */
function promises({ kind, emissions, earlier, following }: Script): boolean {
  if (kind === 'async generator' || kind === 'async iterator') return true;
  const inside = emissions.flatMap(({ values }) => values).filter((value): value is Script => typeof value === 'object' && value !== null);
  return [...inside, ...earlier, ...(following === undefined ? [] : [following])].some(promises);
}

/** B1: a retry whose delay is a stream that ends at once starts before the pause that its failure has caused. */
function startsInPause({ stages }: Scenario): boolean {
  return stages.some(({ policies: { retry } }) => retry?.by === 'stream' && retry.delay === 0 && retry.pause > 0);
}
