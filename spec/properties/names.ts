import type { Script } from './script.js';

/**
 * Gives each script below a source a name, and puts those that are twins of others in their places.
 *
 * @param stages - how many there are: what the last one emits is no script
 */
export function named(source: Script, stages: number): Script {
  const pools: Script[][] = [];
  let names = 0;
  const name = (script: Script, depth: number): Script => {
    const pool = (pools[depth] ??= []);
    const twin = script.twin === undefined ? undefined : pool[script.twin % pool.length];
    if (twin !== undefined) return twin;
    const whole = grown(script, depth);
    pool.push(whole);
    return whole;
  };
  const grown = (script: Script, depth: number): Script => ({
    ...script,
    name: names++,
    earlier: script.earlier.map((each) => grown(each, depth)),
    following: script.following && grown(script.following, depth),
    emissions:
      depth === stages - 1
        ? script.emissions
        : script.emissions.map((emission) => ({ ...emission, values: emission.values.map((value) => name(value as Script, depth + 1)) })),
  });
  return grown(source, -1);
}
