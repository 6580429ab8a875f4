/** The rounds of requests, in order, by the names of their stages. */
export const ROUNDS = ['direct', 'transitive'] as const;

export type Round = (typeof ROUNDS)[number];

export function isRound(stage: string): stage is Round {
  return (ROUNDS as readonly string[]).includes(stage);
}
