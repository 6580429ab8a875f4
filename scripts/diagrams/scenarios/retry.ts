import { defer, retry as retryOfRxjs } from 'rxjs';
import { pipeline } from 'rxjs-stages';
import { byBranches, detail, type Scenarios } from '../play';

const IDS = ['a', 'b', 'c', 'd', 'e'];
const ANSWERS = { a: ['---#', '---(a|)'], '*': '---(x|)' };

export const retry: Scenarios = {
  'retry: one slot': byBranches(({ scripted }, onEvent) => {
    const one = detail.with({ project: scripted(ANSWERS), concurrency: 1, retry: { count: 2, delay: 10 } });
    pipeline(one, { onEvent })(IDS).subscribe();
  }),

  'retry: one slot, by rxjs': byBranches(({ scripted }, onEvent) => {
    const answers = scripted(ANSWERS);
    const project = (id: string) => {
      let attempt = 0;
      return defer(() => answers(id, { attempt: ++attempt })).pipe(retryOfRxjs({ count: 2, delay: 10 }));
    };
    pipeline(detail.with({ project, concurrency: 1 }), { onEvent })(IDS).subscribe();
  }),

  'retry: once a value is out': byBranches(({ scripted }, onEvent) => {
    const project = scripted({ a: ['-x-E', '-x-y|'] });
    pipeline(detail.with({ project, retry: { count: 5, delay: 2 } }), { onEvent })(['a']).subscribe();
  }),

  'retry: atomic': byBranches(({ scripted }, onEvent) => {
    const project = scripted({ a: ['-x-E', '-x-y|'] });
    pipeline(detail.with({ project, retry: { count: 5, delay: 2 }, atomic: true }), { onEvent })(['a']).subscribe();
  }),
};
