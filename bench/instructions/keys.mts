import type { StageOptions } from 'rxjs-stages';
import { ROOTS } from './promise-stages.mjs';
import { CHILDREN } from './work.mjs';

/** Made beforehand: what it costs to write a number as a string is not to be measured. */
const KEYS = Array.from({ length: ROOTS * CHILDREN }, (_, input) => `item-${String(input)}`);

/** Names a task of either round. */
export const key = (input: number): string => KEYS[input] as string;

const maps: Map<string, readonly unknown[]>[] = [];

/** Makes a synchronous cache over a `Map`. */
export function mapCache(): NonNullable<StageOptions['cache']> {
  const map = new Map<string, readonly unknown[]>();
  maps.push(map);
  return {
    get: (_stage, name) => map.get(name),
    set: (_stage, name, values) => {
      map.set(name, values);
    },
  };
}

/** Empties every cache: called before a run, it makes every look-up a miss. */
export function emptyCaches(): void {
  for (const map of maps) map.clear();
}
