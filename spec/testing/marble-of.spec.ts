import { of } from 'rxjs';
import { pipeline, stage, type BranchEvent } from 'rxjs-stages';
import { marbleOf, testStages } from 'rxjs-stages/testing';
import { lines } from './failure-of';

describe('marbleOf', () => {
  it.each([0, -1, NaN])('refuses %p ms for a character', (frame) => {
    expect(() => marbleOf([], { frame })).toThrow(new RangeError(`marbleOf: frame must be a number of ms > 0, got ${String(frame)}`));
  });

  it('draws what a run did, stages as rows', () => {
    const events: BranchEvent[] = [];
    testStages(({ cold, scripted }) => {
      const search = stage('search', (term: string) => of(term)).with({ project: scripted({ rxjs: '--(xy)|' }) });
      const detail = stage('detail', (id: string) => of(id), { retry: { count: 1, delay: 4 } }).with({
        project: scripted({ x: '-----v|', y: ['-#', '--E'] }),
      });
      pipeline(search, detail, { onEvent: (event) => events.push(event) })(cold('r|', { r: 'rxjs' })).subscribe();
    });

    expect(marbleOf(events)).toBe(
      lines(
        '                0 2   3   7 9',
        'search  starts  a',
        '        emits   --(xy)',
        'detail  starts  --(xy)----y',
        '        emits   ------~---v-E',
        '',
        "a = 'rxjs'",
      ),
    );
  });

  it('draws a cancelled run, and one of several', () => {
    const events: BranchEvent[] = [];
    testStages(({ cold, scripted, expectOutcomes }) => {
      const told = pipeline(stage('detail', (id: string) => of(id)).with({ project: scripted({ a: '-x' }) }), {
        onEvent: (event) => events.push(event),
      });
      expectOutcomes(told(cold('a')), '^--!').toBe('-x');
      expectOutcomes(told(cold('-----a')), '^-----!').toBe('');
    });

    expect(marbleOf(events)).toBe(lines('                0  3', 'detail  starts  a', '        emits   -x-!'));
    expect(marbleOf([])).toBe('');
  });
});
