import { pipeline, remote, type PipelineEvent } from 'rxjs-stages';
import type { BullJobQueue } from 'rxjs-stages/bullmq';
import { CHILDREN, stagesFor, type Item } from './stages';

/** Ids from 0. */
export const idsTo = (count: number): number[] => Array.from({ length: count }, (_, id) => id);

/** Items that answer at once. */
export const itemsTo = (count: number): Item[] => idsTo(count).map((id) => ({ id }));

/** The answers of a fan-out, in order. */
export const answersOf = (roots: number): number[] => idsTo(roots * CHILDREN);

export const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

interface Outcomes {
  readonly fulfilled: number[];
  readonly reasons: { readonly id: number; readonly reason: unknown }[];
}

interface Bounds {
  readonly concurrency?: number;
  readonly retry?: number;
  /** Is told after each outcome how many there are. */
  readonly after?: (outcomes: number) => unknown;
  readonly onEvent?: (event: PipelineEvent) => void;
}

/** Both stages: each root leads to several details. */
export function fanOut(queue: BullJobQueue, roots: number, { concurrency = 100, after, onEvent }: Bounds = {}): Promise<Outcomes> {
  const { search, detail } = stagesFor();
  const run = pipeline(remote(search.with({ concurrency }), queue), remote(detail.with({ concurrency }), queue), { onEvent });
  return collect(run(itemsTo(roots)), after);
}

/** The second stage only. */
export function details(queue: BullJobQueue, items: readonly Item[], { concurrency = 100, retry = 0, after }: Bounds = {}): Promise<Outcomes> {
  const { detail } = stagesFor();
  return collect(pipeline(remote(detail.with({ concurrency, retry: { count: retry, delay: 0 } }), queue))(items), after);
}

type Outcome =
  | { readonly status: 'fulfilled'; readonly value: number }
  | { readonly status: 'rejected'; readonly reason: unknown; readonly inputs: readonly unknown[] };

async function collect(run: AsyncIterable<Outcome>, after?: (outcomes: number) => unknown): Promise<Outcomes> {
  const outcomes: Outcomes = { fulfilled: [], reasons: [] };
  let count = 0;
  for await (const outcome of run) {
    if (outcome.status === 'fulfilled') outcomes.fulfilled.push(outcome.value);
    else outcomes.reasons.push({ id: (outcome.inputs.at(-1) as Item).id, reason: outcome.reason });
    count++;
    await after?.(count);
  }
  return outcomes;
}
