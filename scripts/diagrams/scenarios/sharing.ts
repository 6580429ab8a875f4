import { memoryCache, pipeline } from 'rxjs-stages';
import { byBranches, detail, type Scenarios } from '../play';

const key = (id: string): string => id;

export const sharing: Scenarios = {
  'sharing: a key': byBranches(({ cold, scripted }, onEvent) => {
    const project = scripted({ a: '--x-y|', b: '---z|' });
    pipeline(detail.with({ project, key }), { onEvent })(cold('(aba|)')).subscribe();
  }),

  'sharing: a cache': byBranches(({ cold, scripted }, onEvent) => {
    const project = scripted({ a: '--x-y|' });
    const joined = pipeline(detail.with({ project, key, cache: memoryCache() }), { onEvent });
    for (const source of ['a|', '-a|', '--------a|']) joined(cold(source)).subscribe();
  }),

  'sharing: the first one leaves': byBranches(({ cold, scripted }, onEvent) => {
    const project = scripted({ a: '----x|' });
    const joined = pipeline(detail.with({ project, key, cache: memoryCache() }), { onEvent });
    const first = joined(cold('a|')).subscribe();
    joined(cold('a|')).subscribe();
    cold('--x').subscribe(() => {
      first.unsubscribe();
    });
  }),
};
