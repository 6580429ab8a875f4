import { explainRun } from '../../src/waterfall/explain-run';
import { madeUpTimeline, span, timelineOf } from '../support/timelines';

const CHAIN = [{ name: 'search', followers: ['detail'] }, { name: 'detail' }];

describe('what a page says of each branch', () => {
  it('is where it would have started with a barrier', () => {
    const run = timelineOf(CHAIN, [
      { spans: [span('attempt fulfilled', 0, 10)], path: [0] },
      { spans: [span('attempt fulfilled', 0, 40)], path: [1] },
      { stage: 'detail', parent: 1, path: [0, 0], start: 10, spans: [span('attempt fulfilled', 10, 20)] },
      { stage: 'detail', parent: 2, path: [1, 0], start: 40, spans: [span('attempt fulfilled', 40, 50)] },
    ]);

    expect([...explainRun(run).shadows]).toEqual([
      [1, 0],
      [2, 0],
      [3, 40],
      [4, 40],
    ]);
  });

  it('is no earlier than it did start, of the second round and later', () => {
    const run = madeUpTimeline({ branches: 300, seed: 5 });
    const { shadows } = explainRun(run);
    const early = run.branches.filter(({ branch, stage, spans, start }) => {
      const first = spans.find(({ kind }) => kind === 'attempt')?.start ?? start;
      return stage === 'files' && (shadows.get(branch) ?? 0) < first - run.start;
    });

    expect(shadows.size).toBe(300);
    expect(early).toEqual([]);
  });

  // Spans are told apart as objects.
  const first = () => ({ spans: [span('attempt fulfilled', 0, 10)] });
  const second = () => ({ spans: [span('waiting', 0, 10), span('attempt fulfilled', 10, 20)] });

  it.each([
    ['concurrency', 1, { concurrency: 1 }, {}],
    ['pipeline', 1, {}, { concurrency: 1 }],
    ['limit', 1, { isLimited: true }, {}],
    ['pause', undefined, { isLimited: true }, { pauses: [{ stage: 'search', branch: 1, start: 0, end: 10 }] }],
    ['other', undefined, {}, {}],
  ])('is what held it up, and the branch whose slot it got: %s', (kind, freed, stage, rest) => {
    const { heldUp, freedBy } = explainRun(timelineOf([{ name: 'search', ...stage }], [first(), second()], rest));

    expect(heldUp.get(1)).toBeUndefined();
    expect(heldUp.get(2)?.kind).toBe(kind);
    expect(freedBy.get(2)).toBe(freed);
  });

  it('is which branch had its slot before: each slot is freed once', () => {
    const branches = [first(), first(), second(), second()];

    expect([...explainRun(timelineOf([{ name: 'search', concurrency: 2 }], branches)).freedBy.values()].sort()).toEqual([1, 2]);
  });

  it('is that another attempt or a cache served it', () => {
    const served = { spans: [span('waiting', 0, 10)], served: 'attempt', leader: 1 } as const;

    expect(explainRun(timelineOf([{ name: 'search' }], [first(), served])).heldUp.get(2)).toEqual({ kind: 'served', stage: 'search' });
  });

  it('is nothing of a join, which waits for what is inside of it', () => {
    const run = timelineOf(
      [{ name: 'all', isJoin: true, concurrency: Infinity, inner: ['search'] }, { name: 'search' }],
      [
        { stage: 'all', path: [0], spans: [span('waiting', 0, 10)] },
        { stage: 'search', path: [0], spans: [span('attempt fulfilled', 0, 10)] },
      ],
    );

    expect(explainRun(run).heldUp.size).toBe(0);
  });

  it.each([{ seenAt: 400 }, { cancelledAt: 400 }])('is there if the run has not ended, or was cancelled: %p', (cut) => {
    const run = madeUpTimeline({ branches: 300, ...cut });

    expect(explainRun(run).shadows.size).toBe(run.branches.length);
  });
});
