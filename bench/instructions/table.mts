import { cost, ratio } from './judge.mjs';
import type { Costs } from './measure.mjs';
import { gated, PLAIN, TREE, withPolicies } from './workloads.mjs';

/** Prints what a task costs in every workload, what it cost, and how that is beside the peers' and beside the same tasks without policies. */
export function printTable(costs: Costs, baseline: Costs, measured: readonly string[]): void {
  console.table(
    Object.fromEntries(
      measured.map((name) => {
        const peers = gated.find((one) => one.name === name)?.peers ?? [];
        const beside = (other: string | undefined): string =>
          other === undefined || !measured.includes(other)
            ? ''
            : `${ratio(costs, name, other).toFixed(3)} (${ratio(baseline, name, other).toFixed(3)})`;
        const peer = (kind: string): string => beside(peers.find((one) => one.endsWith(kind)));
        const change = `${(100 * (cost(costs, name) / cost(baseline, name) - 1)).toFixed(2)} %`;
        return [
          name,
          {
            'instructions a task': cost(costs, name),
            baseline: cost(baseline, name),
            change,
            '/ pool (baseline)': peer('-pool'),
            '/ chain (baseline)': peer('-chain'),
            '/ plain (baseline)': beside(name === TREE || withPolicies.includes(name) ? PLAIN : undefined),
          },
        ];
      }),
    ),
  );
}
