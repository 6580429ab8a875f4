import { of } from 'rxjs';
import { concurrencyLimit, fork, perKey, pipeline, stage } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';

const OUT = { a: "u'", b: "v'", c: "w'", d: "x'" };

describe('the order of trees', () => {
  it('O4 a branch that all others wait for takes the turn at a limit that has been offered to one with a lower path', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const a = stage('a', scripted({ r: '(uv|)' }));
      const b = stage('b', scripted({ r: '(wx|)' }), { deliver: true });
      const limit = perKey(() => concurrencyLimit(1)).by(() => 'all');
      const c = stage('c', (id: string) => cold('--(o|)', { o: `${id}'` }), { limit });

      expectOutcomes(pipeline(fork(a, b), c, { order: 'source', highWaterMark: 2 })(of('r'))).toBe(['--a-(bwx)', '------c-(d|)'], OUT);
    });
  });
});
