import { catchError, concat, from, map, mergeAll, mergeMap, of, retry, timer, toArray, type Observable, type SchedulerLike } from 'rxjs';
import { listStage, pipeline, stage, type Outcome } from 'rxjs-stages';
import type { Plan, PlannedBranch } from './plan.js';
import { DELAY } from './recorder.js';
import type { StageSettings } from './scenario.js';

/** What a way needs: the requests to make, and its clock. */
export interface Setting {
  readonly plan: Plan;
  readonly request: (branch: PlannedBranch) => Observable<readonly PlannedBranch[]>;
  readonly scheduler: SchedulerLike;
}

/** A final result, or a branch that failed for good. */
export interface Delivered {
  readonly branch: PlannedBranch;
  readonly isFulfilled: boolean;
}

type Way = (setting: Setting) => Observable<Delivered>;

interface Answer extends Delivered {
  readonly children: readonly PlannedBranch[];
}

/** All of a round, then all of the next one. The last round delivers each result at once. */
function rounds(setting: Setting, branches: readonly PlannedBranch[], stage = 0): Observable<Delivered> {
  const { stages } = setting.plan.scenario;
  const settings = stages[stage] as StageSettings;
  const answers = from(branches).pipe(mergeMap((branch) => settle(setting, branch, settings), settings.concurrency));
  if (stage === stages.length - 1) return answers;
  return answers.pipe(
    toArray(),
    mergeMap((all) => {
      // The next round begins in source order, as it does with `Promise.all`.
      const next = all.sort((one, other) => one.branch.row - other.branch.row).flatMap(({ children }) => children);
      return concat(from(all.filter(({ isFulfilled }) => !isFulfilled)), rounds(setting, next, stage + 1));
    }),
  );
}

/** A request with its retries. While it waits for one it holds the slot that `mergeMap` has given it. */
function settle({ request, scheduler }: Setting, branch: PlannedBranch, { retry: count }: StageSettings): Observable<Answer> {
  return request(branch).pipe(
    retry({ count, delay: (error, number) => timer(DELAY(error, number, Math.random), scheduler) }),
    map((children) => ({ branch, children, isFulfilled: true })),
    catchError(() => of({ branch, children: [], isFulfilled: false })),
  );
}

function perItem(setting: Setting): Observable<Delivered> {
  const { roots, scenario } = setting.plan;
  const items = (scenario.stages[0] as StageSettings).concurrency;
  return from(roots).pipe(
    mergeMap((root) => rounds(setting, [root]).pipe(toArray()), items),
    mergeAll(),
  );
}

/** How many stages there are is known at run time only. */
const inSeries = pipeline as unknown as (...parts: readonly unknown[]) => (roots: readonly PlannedBranch[]) => Observable<Outcome>;

function byStages({ plan, request, scheduler }: Setting): Observable<Delivered> {
  const { stages } = plan.scenario;
  const segments = stages.map(({ name, concurrency, retry: count }, index) => {
    const options = { concurrency, retry: { count, delay: DELAY } };
    return index < stages.length - 1 ? listStage(name, request, options) : stage(name, request, options);
  });
  return inSeries(...segments, { scheduler })(plan.roots).pipe(
    map(({ status, inputs }) => ({ branch: inputs.at(-1) as PlannedBranch, isFulfilled: status === 'fulfilled' })),
  );
}

export const WAYS: readonly { readonly name: string; readonly shape: string; readonly run: Way }[] = [
  {
    name: 'Barrier',
    shape: 'All of round one, then all of round two, as with Promise.all or forkJoin between the rounds.',
    run: (setting) => rounds(setting, setting.plan.roots),
  },
  {
    name: 'Per item',
    shape: 'mergeMap over the items, with a barrier in each, as forkJoin is: a later bound holds for each item alone.',
    run: perItem,
  },
  { name: 'rxjs-stages', shape: 'pipeline(…): each request starts when its parent answers and its stage has a slot.', run: byStages },
];
