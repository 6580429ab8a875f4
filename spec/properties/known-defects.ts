import type { Scenario } from './scenario.js';

/**
 * Whether a scenario can meet a defect that is known, and is not mended yet: it is left out, until the defect is gone.
 *
 * C1: when the consumer leaves from inside the iterator method of a list that an atomic stage takes in, the iterator's `next()` is called once all the same.
 */
export function isKnown({ stages, leaving }: Scenario): boolean {
  return leaving?.on === 'answer' && stages.some(({ lists, policies }) => lists && policies.atomic);
}
