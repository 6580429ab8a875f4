import { CASES } from './cases.js';
import { Watch, type ContextKind, type Item } from './watch.js';
import { OWNERS, WAYS } from './ways.js';

/** Items of all owners, in turn: those of one name are the same to a key. */
const ITEMS = ['1', '2'].flatMap((name) => OWNERS.map((owner): Item => ({ owner, name })));

/**
 * What came of a case: the calls that were in another context than that of their root, each kind of
 * them once, and those that never came.
 */
export interface Played {
  readonly wrong: readonly string[];
  readonly missing: readonly string[];
}

/** Plays one case with the items of several owners, who come in one of the ways. */
export async function played(kind: ContextKind, way: string, name: string): Promise<Played> {
  const [, { make, calls }] = CASES.find(([each]) => each === name) as (typeof CASES)[number];
  const watch = new Watch(kind);
  await (WAYS[way] as (typeof WAYS)[string])(watch, () => make(watch), ITEMS);
  return { wrong: [...new Set(watch.wrong)].sort(), missing: calls.filter((call) => !watch.calls.has(call)) };
}
