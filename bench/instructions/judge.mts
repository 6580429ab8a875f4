import type { Costs } from './measure.mjs';
import { gated } from './workloads.mjs';

/** How much more than its baseline anything may be. */
export const TOLERANCE = 0.08;

/** Says what costs too much: in itself, if that can be compared, or beside others who do the same. */
export function judge(costs: Costs, baseline: Costs, comparable: boolean): string[] {
  const complaints: string[] = [];
  const check = (what: string, now: number, before: number): void => {
    // Not `>`: what is missing on either side makes NaN, and must not pass.
    if (!(now <= before * (1 + TOLERANCE))) complaints.push(`${what}: ${now.toPrecision(4)}, and the baseline is ${before.toPrecision(4)}`);
  };
  for (const { name, peers } of gated) {
    if (comparable) check(`${name}, instructions a task`, cost(costs, name), cost(baseline, name));
    for (const peer of peers) check(`${name} / ${peer}`, ratio(costs, name, peer), ratio(baseline, name, peer));
  }
  return complaints;
}

/** Instructions a task, or NaN for one that is not there. */
export const cost = (costs: Costs, name: string): number => costs[name] ?? NaN;

/** How many times a peer's instructions a workload takes. */
export const ratio = (costs: Costs, name: string, peer: string): number => cost(costs, name) / cost(costs, peer);
