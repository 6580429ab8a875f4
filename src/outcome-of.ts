import type { Observable } from 'rxjs';

/**
 * The type of what a pipeline delivers: the union of its outcomes. For a single stage, the outcomes
 * of that stage; for what `gather` returns, its results.
 *
 * Use when a function, a store or a component handles the outcomes of a pipeline defined elsewhere.
 *
 * @example
 * ```ts
 * import { listStage, pipeline, stage, type OutcomeOf } from 'rxjs-stages';
 *
 * const search = listStage('search', (term: string) => Promise.resolve([term.length]));
 * const detail = stage('detail', (id: number) => Promise.resolve({ id }));
 * const details = pipeline(search, detail);
 *
 * function log(outcome: OutcomeOf<typeof details>): void {
 *   if (outcome.status === 'fulfilled') console.log(outcome.value.id, outcome.inputs[0]);
 *   else console.error(outcome.stage, outcome.reason); // stage: 'search' | 'detail'
 * }
 *
 * details(['rxjs']).subscribe(log);
 * ```
 *
 * @typeParam P - the type of the pipeline, as in `OutcomeOf<typeof details>`
 */
export type OutcomeOf<P extends (source: never) => Observable<unknown>> = P extends (source: never) => Observable<infer O> ? O : never;
