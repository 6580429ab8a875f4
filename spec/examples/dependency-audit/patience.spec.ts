import type { BranchEvent } from 'rxjs-stages';
import { NO_PATIENCE, patient } from '../../../examples/dependency-audit/patience';

const at = (time: number) => ({
  run: 1,
  time,
  stage: 'direct',
  branch: 1,
  parent: undefined,
  path: [0],
  input: 'x',
  attempt: 1,
  waited: 0,
  previous: undefined,
  inFlight: 0,
});
const paused = (time: number, ms: number): BranchEvent => ({ ...at(time), type: 'paused', ms });
const retrying = (time: number): BranchEvent => ({ ...at(time), type: 'retrying', reason: 'no', delay: 10 });
const after = (...events: BranchEvent[]) => events.reduce(patient, NO_PATIENCE);

describe('patient', () => {
  it('counts retries', () => {
    expect(after(retrying(0), { ...at(5), type: 'started' }, retrying(20)).retried).toBe(2);
  });

  it('adds pauses up, and counts the time once in which they overlap', () => {
    expect(after(paused(0, 1000), paused(200, 1000), paused(300, 100)).paused).toBe(1200);
    expect(after(paused(0, 1000), paused(5000, 500)).paused).toBe(1500);
  });
});
