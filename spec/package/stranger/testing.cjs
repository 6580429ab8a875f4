const assert = require('node:assert/strict');
const { stage } = require('rxjs-stages');
const { marbleOf, testStagesWith } = require('rxjs-stages/testing');

const testStages = testStagesWith(assert.deepEqual);
const events = [];

testStages(({ cold, scripted, expectOutcomes }) => {
  const { pipeline } = require('rxjs-stages');
  const detail = stage('detail', (id) => Promise.resolve(id));
  const told = pipeline(detail.with({ project: scripted({ a: '--x|' }) }), { onEvent: (event) => events.push(event) });
  expectOutcomes(cold('a|').pipe(told)).toBe('--x|');
});
console.log(JSON.stringify({ diagram: marbleOf(events).split('\n') }));
