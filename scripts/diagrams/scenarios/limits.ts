import { concurrencyLimit, perKey, pipeline, rateLimit } from 'rxjs-stages';
import { byBranches, detail, type Scenarios } from '../play';

const ANSWERS = { '*': '---(x|)' };

export const limits: Scenarios = {
  'limits: two runs': byBranches(({ cold, scripted }, onEvent) => {
    const joined = pipeline(detail.with({ project: scripted(ANSWERS), limit: concurrencyLimit(1) }), { onEvent });
    for (const source of ['(abcd|)', '(xy|)']) joined(cold(source)).subscribe();
  }),

  'limits: a rate': byBranches(({ cold, scripted }, onEvent) => {
    const limit = rateLimit({ max: 2, per: 6 });
    pipeline(detail.with({ project: scripted(ANSWERS), limit }), { onEvent })(cold('(abcde|)')).subscribe();
  }),

  'limits: groups': byBranches(({ cold, scripted }, onEvent) => {
    const project = scripted({ b4: '---(x|)', b5: '---(x|)', '*': '----(x|)' });
    const limit = perKey(() => concurrencyLimit(1)).by((id: string) => id[0]);
    const ids = { a: 'a1', b: 'a2', c: 'a3', d: 'b4', e: 'b5' };
    pipeline(detail.with({ project, limit }), { onEvent })(cold('(abcde|)', ids)).subscribe();
  }),

  'limits: a pause': byBranches(({ cold, scripted }, onEvent) => {
    const limit = concurrencyLimit(2);
    pipeline(detail.with({ project: scripted(ANSWERS), limit }), { onEvent })(cold('(abcd|)')).subscribe();
    cold('--p').subscribe(() => {
      limit.pauseFor(6);
    });
  }),

  'limits: all or none': byBranches(({ cold, scripted }, onEvent) => {
    const [A, B] = [concurrencyLimit(1), concurrencyLimit(1)];
    const project = scripted({ b: '------(v|)', '*': '---(v|)' });
    const limitOf = (id: string) => (id === 'b' ? B : A);
    const limit = [limitOf, (id: string) => (id === 'x' ? B : limitOf(id))];
    pipeline(detail.with({ project, limit }), { onEvent })(cold('(bxpqr|)')).subscribe();
  }),
};
