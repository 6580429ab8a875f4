import { pipeline } from 'rxjs-stages';
import { byBranches, detail, type Scenarios } from '../play';

export const reading: Scenarios = {
  'how to read': byBranches(({ cold, scripted }, onEvent) => {
    const project = scripted({ a: ['---#', '---(v|)'], b: '--x-y|', c: '--E' });
    const retry = { count: 1, delay: 3, when: (reason: unknown) => reason === 'error' };
    pipeline(detail.with({ project, concurrency: 1, retry }), { onEvent })(cold('(ab)---c|')).subscribe();
  }),
};
