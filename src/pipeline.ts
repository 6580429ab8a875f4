import type { ObservableInput } from 'rxjs';
import type { AsyncIterableObservable } from './async-iterable-observable.js';
import type { Outcome } from './outcome.js';
import { planFor, type PipelineOptions, type StageDefinition } from './pipeline-options.js';
import type { PipelineOverloads } from './pipeline-overloads.js';
import { quote } from './quote.js';
import { runnable } from './runnable.js';
import { definitionOf } from './stage.js';

/**
 * Stages joined: in `.pipe(…)` an ordinary operator, called with a list or an iterable of any kind what pulls it.
 *
 * @typeParam T - one item of the source
 * @typeParam O - its outcomes, of every stage
 */
export type Pipeline<T, O extends Outcome> = (source: ObservableInput<T> & object) => AsyncIterableObservable<O>;

export const pipeline = join as PipelineOverloads;

function join(...given: readonly unknown[]): unknown {
  const last = given.at(-1);
  const options = typeof last === 'function' ? {} : ((last ?? {}) as PipelineOptions);
  const stages = (typeof last === 'function' ? given : given.slice(0, -1)).map(definition);
  if (stages.length === 0) throw new TypeError('pipeline: at least one stage is needed, got none');
  const names = new Set<string>();
  for (const { name } of stages) {
    if (names.has(name)) throw new TypeError(`pipeline: every stage needs a name of its own, got ${quote(name)} twice`);
    names.add(name);
  }
  return runnable(planFor(stages, options));
}

function definition(candidate: unknown, index: number): StageDefinition {
  const found = definitionOf(candidate);
  if (found === undefined) throw new TypeError(`pipeline: argument ${String(index + 1)} must be a stage, made by stage(…) or listStage(…), got ${quote(candidate)}`);
  return found;
}
