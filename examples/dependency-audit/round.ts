/** The rounds of requests, in order: what the project itself asks for, and what any answer names. */
export const ROUNDS = ['direct', 'transitive'] as const;

export type Round = (typeof ROUNDS)[number];

/** The round that an event or an outcome belongs to; undefined for those of the stage that makes no requests. */
export function roundOf({ stage, path }: { readonly stage: string; readonly path: readonly number[] }): Round | undefined {
  if (stage === 'names') return undefined;
  return stage === 'transitive' || path.length > 1 ? 'transitive' : 'direct';
}
