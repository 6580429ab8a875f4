import type { Costs } from './measure.mjs';
import { gated } from './workloads.mjs';

/**
 * Says what costs too much: in itself, if that can be compared, or beside others who do the same.
 *
 * @param measured - the workloads that were measured
 */
export function judge(costs: Costs, baseline: Costs, comparable: boolean, measured: readonly string[]): string[] {
  const complaints: string[] = [];
  const check = (what: string, now: number, before: number, tolerance: number): void => {
    // Not `>`: what is missing on either side makes NaN, and must not pass.
    if (!(now <= before * (1 + tolerance)))
      complaints.push(`more than ${String(100 * tolerance)} % over: ${what}: ${now.toPrecision(4)}, and the baseline is ${before.toPrecision(4)}`);
  };
  for (const { name, tolerance, peers } of gated) {
    if (!measured.includes(name)) continue;
    if (comparable) check(`${name}, instructions a task`, cost(costs, name), cost(baseline, name), tolerance);
    for (const peer of peers)
      if (measured.includes(peer)) check(`${name} / ${peer}`, ratio(costs, name, peer), ratio(baseline, name, peer), tolerance);
  }
  return complaints;
}

/** Instructions a task, or NaN for one that is not there. */
export const cost = (costs: Costs, name: string): number => costs[name] ?? NaN;

/** How many times a peer's instructions a workload takes. */
export const ratio = (costs: Costs, name: string, peer: string): number => cost(costs, name) / cost(costs, peer);
