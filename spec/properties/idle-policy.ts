import { concurrencyLimit } from 'rxjs-stages';
import type { Script } from './script.js';

/** Options that change nothing, but for the part of the engine that runs a stage: with any of them it is the one that knows policies. */
export const IDLE_POLICIES = {
  retry: () => ({ retry: 0 }),
  timeout: () => ({ timeout: Infinity }),
  timeouts: () => ({ timeout: { attempt: Infinity, total: Infinity, queue: Infinity } }),
  limit: () => ({ limit: concurrencyLimit(Infinity) }),
  limits: () => ({ limit: [concurrencyLimit(1e6), concurrencyLimit(1e6)] }),
  key: () => ({ key: uniqueKeys() }),
  recurse: () => ({ recurse: () => [] }),
  nextPage: () => ({ nextPage: () => undefined }),
  nothing: () => ({ atomic: false }),
} satisfies Record<string, () => object>;

export type IdlePolicy = keyof typeof IDLE_POLICIES;

/** Another key for each input. */
function uniqueKeys(): (input: Script) => string {
  const keys = new Map<Script, string>();
  return (input) => {
    const key = keys.get(input) ?? `key ${String(keys.size)}`;
    keys.set(input, key);
    return key;
  };
}
