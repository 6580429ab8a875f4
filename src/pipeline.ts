import { check, OBJECT } from './check.js';
import { connectorsOf, segmentOf, type Connect } from './compose.js';
import type { PipelineOptions } from './pipeline-options.js';
import type { PipelineOverloads } from './pipeline-overloads.js';

export type { JoinedPipeline, Pipeline } from './pipeline-overloads.js';

/**
 * Joins segments (stages, other pipelines, forks …): what one emits is the input of the next one, which starts on it the moment it is there.
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
 * Use when answers lead to more requests; one round alone is well served by `mergeMap`, or by a {@link stage} for what it tells of failures.
 *
 * - Order: completion order. Where slots are scarce the later stage goes first.
 * - Failure: of a branch, a rejected outcome; of the source, an error, when all that it gave has ended.
 * - Concurrency: `options.concurrency` over all stages, and each stage's own; a stage starts nothing while `highWaterMark` branches wait before the next.
 * - Cancellation: unsubscribing cancels all that is at work or waits, at once.
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
 * @param segments - one or more, in order; the types know up to nine, each of which may be a pipeline without options
 * @param options - bounds over all stages, and who is told what happens
 * @returns an operator; called with a list or an iterable of any kind it pulls that lazily, and what it gives can be iterated by `for await`
 * @throws TypeError, RangeError if an argument is no good: the message names it and quotes its value
 */
export const pipeline = join as PipelineOverloads;

function join(...given: unknown[]): unknown {
  const options = given.length > 1 && typeof given.at(-1) !== 'function' ? given.pop() : undefined;
  if (given.length === 0) throw new TypeError('pipeline needs a stage: give it one or more, `pipeline(search, detail)`');
  const segments = connectorsOf('pipeline', given);
  const connect: Connect = (then) => segments.reduceRight((steps, before) => before(steps), then);
  return joined(connect, options === undefined ? {} : (options as PipelineOptions));
}

function joined(connect: Connect, options: PipelineOptions): unknown {
  // Whoever gave them may change them.
  const own = { ...options };
  return Object.assign(segmentOf('pipeline', connect, options), {
    with(changes: PipelineOptions) {
      check('pipeline: changes', OBJECT, changes);
      return joined(connect, { ...own, ...changes });
    },
  });
}
