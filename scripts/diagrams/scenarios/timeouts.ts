import { pipeline } from 'rxjs-stages';
import { byBranches, detail, type Scenarios } from '../play';

export const timeouts: Scenarios = {
  'timeouts: an attempt': byBranches(({ scripted }, onEvent) => {
    const project = scripted({ a: '---(a|)', b: ['------(b|)', '---(b|)'] });
    pipeline(detail.with({ project, timeout: 5, retry: { count: 1, delay: 2 } }), { onEvent })(['a', 'b']).subscribe();
  }),

  'timeouts: a branch': byBranches(({ scripted }, onEvent) => {
    const project = scripted({ a: '---#' });
    pipeline(detail.with({ project, timeout: { total: 10 }, retry: { count: 9, delay: 2 } }), { onEvent })(['a']).subscribe();
  }),

  'timeouts: a wait': byBranches(({ cold, scripted }, onEvent) => {
    const project = scripted({ '*': '----(x|)' });
    pipeline(detail.with({ project, timeout: { queue: 6 }, concurrency: 1 }), { onEvent })(cold('(abcd|)')).subscribe();
  }),

  'timeouts: once values are out': byBranches(({ scripted }, onEvent) => {
    const project = scripted({ a: '-x-y-----z|' });
    pipeline(detail.with({ project, timeout: 5 }), { onEvent })(['a']).subscribe();
  }),
};
