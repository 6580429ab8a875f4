import { of } from 'rxjs';
import { stage } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';

const detail = stage('detail', (id) => of(id));

const play = (marbles, values) => () =>
  testStages(({ cold, scripted, expectOutcomes, expectObservable, expectActive }) => {
    const project = scripted({ '*': '--x|' }, { x: { tags: new Set(['x']) } });
    expectOutcomes(cold('ab|').pipe(detail.with({ project }))).toBe(marbles, values);
    expectObservable(cold('-y|')).toBe('-y|');
    expectActive(detail).toStayWithin(2);
  });

const messageOf = (what) => {
  try {
    what();
  } catch (error) {
    return error.message;
  }
  return 'nothing has failed';
};

describe('testStages', () => {
  it('passes what is so', () => {
    play('--xx|', { x: { tags: new Set(['x']) } })();
  });

  it('fails what is not, with both diagrams', () => {
    expect(messageOf(play('--xy|', { x: { tags: new Set(['x']) }, y: { tags: new Set(['y']) } }))).toContain('actual    --xx|');
    expect(messageOf(play('-xx|', { x: { tags: new Set(['x']) } }))).toContain('expected  at 1 ms x');
  });
});
