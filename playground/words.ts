import { duration, times } from '../src/waterfall/page/format.js';
import type { Plan } from './plan.js';
import type { Run } from './play.js';

/** A stage of which more requests were in flight than its bound allows. */
export interface Excess {
  readonly name: string;
  readonly peak: number;
  readonly bound: number;
}

export function excessesOf({ scenario }: Plan, { peaks }: Run): readonly Excess[] {
  return scenario.stages
    .map(({ name, concurrency }, index) => ({ name, peak: peaks[index] as number, bound: concurrency }))
    .filter(({ peak, bound }) => peak > bound);
}

/** What the runs show, in a few sentences. */
export function verdictOf(plan: Plan, runs: readonly Run[]): string {
  const [barrier, perItem, stages] = runs as readonly [Run, Run, Run];
  const total = compare(barrier.total, stages.total);
  const sentences =
    barrier.first === undefined || stages.first === undefined
      ? [`No request of the last stage is fulfilled. rxjs-stages ends ${total}${than(total)} the barrier.`]
      : [`rxjs-stages delivers its first result ${withThan(barrier.first, stages.first)} the barrier, and ends ${total}.`];
  if (stages.total > barrier.total) sentences.push('That can happen: which request starts last is partly chance.');
  const [excess] = excessesOf(plan, perItem);
  const perItemEnds = `Per item ends ${withThan(stages.total, perItem.total)} rxjs-stages`;
  const aside =
    excess === undefined ? '' : `, with up to ${String(excess.peak)} requests of ${excess.name} in flight: the bound is ${String(excess.bound)}`;
  sentences.push(`${perItemEnds}${aside}.`);
  return sentences.join(' ');
}

/** The difference to a time before: `−0.52 s`. */
export function change(before: number, now: number): string {
  return now === before ? '± 0' : `${now < before ? '−' : '+'}${duration(Math.abs(now - before))}`;
}

function compare(theirs: number, ours: number): string {
  if (theirs / ours >= 1.05) return `${times(theirs / ours)} sooner`;
  return ours / theirs >= 1.05 ? `${times(ours / theirs)} later` : 'at about the same time';
}

function withThan(theirs: number, ours: number): string {
  const compared = compare(theirs, ours);
  return `${compared}${than(compared)}`;
}

function than(compared: string): string {
  return compared.endsWith('time') ? ' as' : ' than';
}
