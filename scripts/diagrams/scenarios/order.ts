import { pipeline, stage } from 'rxjs-stages';
import { byBranches, detail, type Scenarios } from '../play';

export const order: Scenarios = {
  'order: four requests': byBranches(({ cold, scripted }, onEvent) => {
    const project = scripted({ a: '-----(a|)', b: '--(b|)', c: '-------(c|)', d: '-(d|)' });
    pipeline(detail.with({ project }), { onEvent, order: 'source' })(cold('(abcd|)')).subscribe();
  }),

  'order: held back': byBranches(({ scripted }, onEvent) => {
    const project = scripted({ a: '---------(a|)', '*': '-(x|)' });
    const two = detail.with({ project, concurrency: 2 });
    pipeline(two, { onEvent, order: 'source', highWaterMark: 2 })(['a', 'b', 'c', 'd', 'e', 'f']).subscribe();
  }),

  'order: two stages': byBranches(({ cold, scripted }, onEvent) => {
    const one = stage('one', scripted({ a: '--(a|)', b: '-(b|)' }), { deliver: true });
    const two = stage('two', scripted({ a: '------(a|)', b: '--(b|)' }));
    pipeline(one, two, { onEvent, order: 'source' })(cold('(ab|)')).subscribe();
  }),
};
