/** The rounds of requests, in order: what the project itself asks for, and what any answer names. */
export const ROUNDS = ['direct', 'transitive'] as const;

export type Round = (typeof ROUNDS)[number];

/** The round that an event or an outcome belongs to; undefined for those of stages that ask for no dependency. */
export function roundOf({ stage, path }: { readonly stage: string; readonly path: readonly number[] }): Round | undefined {
  if (stage === 'found') return path.length > 1 ? 'transitive' : 'direct';
  return ROUNDS.find((round) => round === stage);
}
