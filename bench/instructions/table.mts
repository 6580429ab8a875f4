import { cost, ratio } from './judge.mjs';
import type { Costs } from './measure.mjs';
import { gated, processes } from './workloads.mjs';

/** Prints what a task costs in every workload, what it cost, and how that is beside the peers'. */
export function printTable(costs: Costs, baseline: Costs): void {
  console.table(
    Object.fromEntries(
      processes.flat().map((name) => {
        const peers = gated.find((one) => one.name === name)?.peers ?? [];
        const beside = (kind: string): string => {
          const peer = peers.find((one) => one.endsWith(kind));
          return peer === undefined ? '' : `${ratio(costs, name, peer).toFixed(3)} (${ratio(baseline, name, peer).toFixed(3)})`;
        };
        const change = `${(100 * (cost(costs, name) / cost(baseline, name) - 1)).toFixed(2)} %`;
        const own = { 'instructions a task': cost(costs, name), baseline: cost(baseline, name), change };
        return [name, { ...own, '/ pool (baseline)': beside('-pool'), '/ chain (baseline)': beside('-chain') }];
      }),
    ),
  );
}
