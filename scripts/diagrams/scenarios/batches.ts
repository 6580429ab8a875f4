import { batchStage, pipeline } from 'rxjs-stages';
import { of } from 'rxjs';
import { byBranches, type Scenarios } from '../play';

const items = batchStage('items', (ids: readonly string[]) => of(ids), { max: 3, concurrency: 1 });

export const batches: Scenarios = {
  'batches: gathering': byBranches(({ cold, scriptedBatch }, onEvent) => {
    const project = scriptedBatch({ a: '----a', b: '----b', c: '----c', d: '----d' });
    cold('a-bcd|')
      .pipe(pipeline(items.with({ project }), { onEvent }))
      .subscribe();
  }),

  'batches: an error': byBranches(({ scriptedBatch }, onEvent) => {
    const project = scriptedBatch({ a: '----a', b: '----B', c: '----c' });
    pipeline(items.with({ project }), { onEvent })(['a', 'b', 'c']).subscribe();
  }),

  'batches: halves': byBranches(({ scriptedBatch }, onEvent) => {
    const project = scriptedBatch({ a: '--a', b: '--#', c: '--c', d: '--d' });
    pipeline(items.with({ project, max: 4, concurrency: 2, isolate: true }), { onEvent })(['a', 'b', 'c', 'd']).subscribe();
  }),
};
