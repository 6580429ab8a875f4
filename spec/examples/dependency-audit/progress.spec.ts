import type { BranchEvent } from 'rxjs-stages';
import { NO_PROGRESS, progressed } from '../../../examples/dependency-audit/progress';

const at = (stage: string, attempt = 1) => ({ run: 1, time: 0, stage, path: [0], attempt });
const waiting = (stage: string): BranchEvent => ({ ...at(stage, 0), type: 'waiting', input: 'x' });
const started = (stage: string): BranchEvent => ({ ...at(stage), type: 'started' });
const completed = (stage: string): BranchEvent => ({ ...at(stage), type: 'completed' });
const rejected = (stage: string): BranchEvent => ({ ...at(stage), type: 'rejected', reason: 'no' });
const cancelled = (stage: string, attempt: number): BranchEvent => ({ ...at(stage, attempt), type: 'cancelled' });

const NONE = { waiting: 0, active: 0, done: 0, failed: 0, cancelled: 0 };
const after = (...events: BranchEvent[]) => events.reduce(progressed, NO_PROGRESS);

describe('progressed', () => {
  it('moves a branch from one state to the next', () => {
    const life = [waiting('direct'), waiting('direct'), started('direct'), completed('direct')];

    expect(life.map((_, count) => after(...life.slice(0, count + 1)).direct)).toEqual([
      { ...NONE, waiting: 1 },
      { ...NONE, waiting: 2 },
      { ...NONE, waiting: 1, active: 1 },
      { ...NONE, waiting: 1, done: 1 },
    ]);
  });

  it('counts each round for itself', () => {
    expect(after(waiting('direct'), started('direct'), waiting('transitive'), started('transitive'), rejected('transitive'))).toEqual({
      direct: { ...NONE, active: 1 },
      transitive: { ...NONE, failed: 1 },
    });
  });

  it('counts what is cancelled, waiting or active', () => {
    expect(after(waiting('direct'), waiting('direct'), started('direct'), cancelled('direct', 1), cancelled('direct', 0)).direct).toEqual({
      ...NONE,
      cancelled: 2,
    });
  });

  it('does not count emissions, nor the stage that makes no requests', () => {
    const emitted: BranchEvent = { ...at('direct'), type: 'emitted', value: 'x', index: 0 };

    expect(after(emitted, waiting('names'), started('names'), completed('names'))).toEqual(NO_PROGRESS);
  });
});
