import assert from 'node:assert/strict';
import { of } from 'rxjs';
import { listStage, pipeline, stage, type BranchEvent } from 'rxjs-stages';
import { marbleOf, testStagesWith, type StageHelpers } from 'rxjs-stages/testing';

const testStages = testStagesWith(assert.deepEqual);

const search = listStage('search', (term: string) => of([term]));
const detail = stage('detail', (id: string) => of(id));

type OnEvent = (event: BranchEvent) => void;

/** Draws a run in virtual time. */
function drawn(play: (helpers: StageHelpers, onEvent: OnEvent) => void): string {
  const events: BranchEvent[] = [];
  testStages((helpers) => {
    play(helpers, (event) => events.push(event));
  });
  return marbleOf(events);
}

/** What a test says that fails. */
function said(body: (helpers: StageHelpers) => void): string {
  try {
    testStages(body);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the test has passed');
}

/** The diagrams of the docs, by name. */
export const SCENARIOS: Readonly<Record<string, () => string>> = {
  'two rounds': () =>
    drawn(({ cold, scripted }, onEvent) => {
      const lists = scripted({ a: '--l|', b: '--------m|' }, { l: ['p', 'q'], m: ['r'] });
      const details = scripted({ p: '-----P|', q: '--v|', r: '--w|' });
      pipeline(search.with({ project: lists }), detail.with({ project: details }), { onEvent })(cold('(ab|)')).subscribe();
    }),

  'a retry': () =>
    drawn(({ cold, scripted }, onEvent) => {
      const details = scripted({ a: ['--#', '--v|'], b: '-----w|', c: '-x|' });
      pipeline(detail.with({ project: details, concurrency: 2, retry: { count: 1, delay: 4 } }), { onEvent })(cold('(abc|)')).subscribe();
    }),

  'a test that fails': () =>
    said(({ cold, scripted, expectOutcomes }) => {
      const app = pipeline(
        search.with({ project: scripted({ rxjs: '--l|' }, { l: ['a', 'b'] }) }),
        detail.with({ project: scripted({ a: '--x|', b: '-----#' }) }),
      );
      expectOutcomes(cold('r|', { r: 'rxjs' }).pipe(app)).toBe('----x--y|');
    }),
};
