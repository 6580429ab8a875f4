import assert from 'node:assert/strict';
import { stage } from 'rxjs-stages';
import { testStagesWith } from 'rxjs-stages/testing';

const testStages = testStagesWith(assert.deepEqual);
const detail = stage('detail', (id) => Promise.resolve(id), { concurrency: 1, retry: 1 });

const test = (marbles) => {
  testStages(({ cold, scripted, expectOutcomes, expectActive }) => {
    const project = scripted({ a: '--x|', b: ['-#', '-y|'] });
    expectOutcomes(cold('a|').pipe(detail.with({ project }))).toBe(marbles, { x: 'x' });
    expectActive(detail).toStayWithin(1);
  });
};

test('--x|');
let message;
try {
  test('-x|');
} catch (error) {
  message = error.message.split('\n')[0];
}
console.log(JSON.stringify({ message }));
