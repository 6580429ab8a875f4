import { check, OBJECT } from './check.js';
import { connectorsOf, segmentOf, type Connect } from './compose.js';
import type { PipelineOptions } from './pipeline-options.js';
import type { PipelineOverloads } from './pipeline-overloads.js';

export type { JoinedPipeline, Pipeline } from './pipeline-overloads.js';

/**
 * Joins segments (stages, other pipelines, forks …) in a row. Each value that one emits is an input
 * of the next one, which starts on it immediately.
 *
 * ```text
 * source    (ab)|
 * first     --a'|
 *           -----b'|
 * second      ---x|
 *                ---y|
 * outcomes  -----x--(y|)
 * ```
 *
 * Use when answers lead to more requests; for a single round use `mergeMap`, or a {@link stage} to
 * get failures as outcomes.
 *
 * - Order: completion order. When slots are scarce, the later stage goes first.
 * - Failure: a failed branch is a rejected outcome. If the source fails, its error is passed on
 *   when every root before it has ended.
 * - Concurrency: `options.concurrency` over all stages, and the bounds of each stage. A stage
 *   starts nothing while `highWaterMark` branches wait before the next one.
 * - Cancellation: unsubscribing immediately cancels everything in flight or waiting.
 *
 * @example
 * ```ts
 * import { from } from 'rxjs';
 * import { listStage, pipeline, stage } from 'rxjs-stages';
 *
 * const audit = pipeline(
 *   listStage('owner', (name: string) => fetch(`https://example.org/owners/${name}/repos`).then((r) => r.json() as Promise<string[]>)),
 *   stage('repo', (repo, { inputs: [owner] }) => fetch(`https://example.org/repos/${owner}/${repo}`)),
 *   { concurrency: 8 },
 * );
 *
 * from(['ReactiveX']).pipe(audit).subscribe((outcome) => {
 *   if (outcome.status === 'fulfilled') console.log(outcome.inputs[1], outcome.value.status);
 *   else console.error(`${outcome.stage} failed for ${outcome.inputs.join(' → ')}`, outcome.reason);
 * });
 * ```
 *
 * @param segments - one or more, in order. The types support up to nine; each can be a pipeline
 *   without options
 * @param options - bounds over all stages, the order of outcomes, and callbacks that watch runs
 * @returns an operator. Called with a list or any iterable, it pulls the items lazily, and returns
 *   an Observable that `for await` can iterate
 * @throws TypeError, RangeError if an argument is invalid; the message names it and quotes its
 *   value
 */
export const pipeline = join as PipelineOverloads;

function join(...given: unknown[]): unknown {
  const options = given.length > 1 && typeof given.at(-1) !== 'function' ? given.pop() : undefined;
  if (given.length === 0) throw new TypeError('pipeline needs at least one segment: `pipeline(search, detail)`');
  const segments = connectorsOf('pipeline', given);
  const connect: Connect = (then) => segments.reduceRight((steps, before) => before(steps), then);
  return joined(connect, options === undefined ? {} : (options as PipelineOptions));
}

function joined(connect: Connect, options: PipelineOptions): unknown {
  // The caller may change the object later.
  const own = { ...options };
  return Object.assign(segmentOf('pipeline', connect, options), {
    with(changes: PipelineOptions) {
      check('pipeline: changes', OBJECT, changes);
      return joined(connect, { ...own, ...changes });
    },
  });
}
