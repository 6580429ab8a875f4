import { of } from 'rxjs';
import { listStage, pipeline } from 'rxjs-stages';
import { byBranches, byStages, detail, said, type Play, type Scenarios } from '../play';

const search = listStage('search', (term: string) => of([term]));

const aRetry: Play = ({ cold, scripted }, onEvent) => {
  const project = scripted({ a: ['--#', '--v|'], b: '-----w|', c: '-x|' });
  pipeline(detail.with({ project, concurrency: 2, retry: { count: 1, delay: 4 } }), { onEvent })(cold('(abc|)')).subscribe();
};

export const testing: Scenarios = {
  'two rounds': byStages(({ cold, scripted }, onEvent) => {
    const lists = scripted({ a: '--l|', b: '--------m|' }, { l: ['p', 'q'], m: ['r'] });
    const details = scripted({ p: '-----P|', q: '--v|', r: '--w|' });
    pipeline(search.with({ project: lists }), detail.with({ project: details }), { onEvent })(cold('(ab|)')).subscribe();
  }),

  'a retry': byStages(aRetry),

  'a retry, by branches': byBranches(aRetry),

  'a test that fails': said(({ cold, scripted, expectOutcomes }) => {
    const app = pipeline(
      search.with({ project: scripted({ rxjs: '--l|' }, { l: ['a', 'b'] }) }),
      detail.with({ project: scripted({ a: '--x|', b: '-----#' }) }),
    );
    expectOutcomes(cold('r|', { r: 'rxjs' }).pipe(app)).toBe('----x--y|');
  }),
};
