import { from } from 'rxjs';
import type { BranchEvent } from 'rxjs-stages';
import { NO_PROGRESS, progress, type Progress } from '../../../examples/dependency-audit/progress';

/** In these lives no two branches have the same path: it makes their numbers. */
const at = (stage: string, path: number[], attempt = 1) => ({
  run: 1,
  time: 0,
  stage,
  branch: Number(path.map((index) => index + 1).join('')),
  parent: undefined,
  path,
  input: 'x',
  attempt,
  waited: 0,
  previous: undefined,
  inFlight: 0,
});
const waiting = (stage: string, ...path: number[]): BranchEvent => ({ ...at(stage, path, 0), type: 'waiting' });
const started = (stage: string, ...path: number[]): BranchEvent => ({ ...at(stage, path), type: 'started' });
const emitted = (stage: string, ...path: number[]): BranchEvent => ({ ...at(stage, path), type: 'emitted', value: 'x', index: 0 });
const settled = (stage: string, ...path: number[]): BranchEvent => ({ ...at(stage, path), type: 'settled', status: 'rejected', reason: 'no' });
const requeued = (stage: string, ...path: number[]): BranchEvent => ({ ...at(stage, path), type: 'requeued' });
const served = (stage: string, ...path: number[]): BranchEvent => ({ ...at(stage, path), type: 'served', by: 'cache', leader: undefined });
const retrying = (stage: string, ...path: number[]): BranchEvent => ({ ...at(stage, path), type: 'retrying', reason: 'no', delay: 9 });
const paused = (stage: string, ...path: number[]): BranchEvent => ({ ...at(stage, path), type: 'paused', ms: 9 });
const completed = (stage: string, ...path: number[]): BranchEvent => ({ ...at(stage, path), type: 'completed' });
const rejected = (stage: string, ...path: number[]): BranchEvent => ({ ...at(stage, path), type: 'rejected', reason: 'no' });
const cancelled = (stage: string, ...path: number[]): BranchEvent => ({ ...at(stage, path), type: 'cancelled' });

const NONE = { waiting: 0, active: 0, retrying: 0, done: 0, failed: 0, cancelled: 0 };

function all(...events: BranchEvent[]): Progress[] {
  const seen: Progress[] = [];
  from(events)
    .pipe(progress())
    .subscribe((each) => seen.push(each));
  return seen;
}

const after = (...events: BranchEvent[]) => all(...events).at(-1)?.rounds;

describe('progress', () => {
  it('moves a branch from one state to the next', () => {
    const life = [waiting('direct', 0), waiting('direct', 1), started('direct', 0), emitted('direct', 0), completed('direct', 0)];

    expect(all(...life).map(({ rounds }) => rounds.direct)).toEqual([
      { ...NONE, waiting: 1 },
      { ...NONE, waiting: 2 },
      { ...NONE, waiting: 1, active: 1 },
      { ...NONE, waiting: 1, done: 1 },
      { ...NONE, waiting: 1, done: 1 },
    ]);
  });

  it('shows what is between two attempts, and what it takes', () => {
    const life = [
      waiting('direct', 0),
      started('direct', 0),
      settled('direct', 0),
      paused('direct', 0),
      retrying('direct', 0),
      requeued('direct', 0),
      started('direct', 0),
      settled('direct', 0),
      rejected('direct', 0),
    ];

    const seen = all(...life);
    expect(seen.map(({ rounds }) => rounds.direct).slice(2)).toEqual([
      { ...NONE, active: 1 },
      { ...NONE, active: 1 },
      { ...NONE, retrying: 1 },
      { ...NONE, retrying: 1 },
      { ...NONE, active: 1 },
      { ...NONE, active: 1 },
      { ...NONE, failed: 1 },
    ]);
    expect(seen.at(-1)?.patience).toMatchObject({ retried: 1, paused: 9 });
  });

  it('counts what is served without a request when it has its answer', () => {
    expect(all(waiting('direct', 0), served('direct', 0), emitted('direct', 0)).map(({ rounds }) => rounds.direct)).toEqual([
      { ...NONE, waiting: 1 },
      { ...NONE, waiting: 1 },
      { ...NONE, done: 1 },
    ]);
  });

  it('counts each round for itself, and of a walk the roots and all others', () => {
    const first = [waiting('direct', 0), started('direct', 0)];

    expect(after(...first, waiting('transitive', 0, 0, 0), started('transitive', 0, 0, 0), rejected('transitive', 0, 0, 0))).toEqual({
      direct: { ...NONE, active: 1 },
      transitive: { ...NONE, failed: 1 },
    });
    expect(after(waiting('found', 0), waiting('found', 0, 1), waiting('found', 0, 1, 2))).toEqual({
      direct: { ...NONE, waiting: 1 },
      transitive: { ...NONE, waiting: 2 },
    });
  });

  it('counts what is cancelled: waiting, active or between two attempts, but not what was answered', () => {
    const branches = [0, 1, 2, 3].flatMap((index) => [waiting('found', index), ...(index === 0 ? [] : [started('found', index)])]);
    const ends = [0, 1, 2, 3].map((index) => cancelled('found', index));

    expect(after(...branches, retrying('found', 2), emitted('found', 3), ...ends)?.direct).toEqual({ ...NONE, done: 1, cancelled: 3 });
  });

  it('does not count the stage that makes no requests', () => {
    expect(all(waiting('names', 0, 0), started('names', 0, 0), completed('names', 0, 0)).at(-1)).toEqual(NO_PROGRESS);
  });
});
