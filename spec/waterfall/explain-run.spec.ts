import { explainRun } from '../../src/waterfall/explain-run';
import { madeUpTimeline, span, timelineOf } from '../support/timelines';

const CHAIN = [{ name: 'search', followers: ['detail'] }, { name: 'detail' }];

/** Two searches, of 10 and 40 ms, each with one detail of 10 ms. */
const two = timelineOf(CHAIN, [
  { spans: [span('attempt fulfilled', 0, 10)], path: [0] },
  { spans: [span('attempt fulfilled', 0, 40)], path: [1] },
  { stage: 'detail', parent: 1, path: [0, 0], start: 10, spans: [span('attempt fulfilled', 10, 20)] },
  { stage: 'detail', parent: 2, path: [1, 0], start: 40, spans: [span('attempt fulfilled', 40, 50)] },
]);

/** Three roots of 10 ms, one after the other. */
const queue = timelineOf(
  [{ name: 'search', concurrency: 1 }],
  [
    { spans: [span('attempt fulfilled', 0, 10)] },
    { spans: [span('waiting', 0, 10), span('attempt fulfilled', 10, 20)] },
    { spans: [span('waiting', 0, 20), span('attempt fulfilled', 20, 30)] },
  ],
);

describe('the critical path', () => {
  const pathOf = (timeline: Parameters<typeof explainRun>[0]): unknown =>
    explainRun(timeline).criticalPath.map(({ branch, start, end, after }) => [branch.branch, start, end, after]);

  it('goes from the branch that ends last to its parent', () => {
    expect(pathOf(two)).toEqual([
      [2, 0, 40, 'source'],
      [4, 40, 50, 'parent'],
    ]);
  });

  it('goes to the branch that held the slot', () => {
    expect(pathOf(queue)).toEqual([
      [1, 0, 10, 'source'],
      [2, 10, 20, 'slot'],
      [3, 20, 30, 'slot'],
    ]);
  });

  it('goes to a branch of another stage, if the bound is that of the pipeline', () => {
    const branches = [
      { spans: [span('attempt fulfilled', 0, 10)] },
      { spans: [span('waiting', 0, 15), span('attempt fulfilled', 15, 30)], path: [1] },
      { stage: 'detail', parent: 1, start: 10, path: [0, 0], spans: [span('attempt fulfilled', 10, 15)] },
    ];

    expect(pathOf(timelineOf(CHAIN, branches, { concurrency: 1 }))).toEqual([
      [1, 0, 10, 'source'],
      [3, 10, 15, 'parent'],
      [2, 15, 30, 'slot'],
    ]);
    expect(pathOf(timelineOf(CHAIN, branches))).toEqual([[2, 0, 30, 'source']]);
  });

  it('goes to the branch whose attempt served it', () => {
    expect(
      pathOf(
        timelineOf(
          [{ name: 'search' }],
          [{ spans: [span('attempt fulfilled', 0, 10)] }, { spans: [span('waiting', 5, 10)], start: 5, end: 12, served: 'attempt', leader: 1 }],
        ),
      ),
    ).toEqual([
      [1, 0, 10, 'source'],
      [2, 10, 12, 'leader'],
    ]);
  });

  it('goes to what ended last inside of a join', () => {
    expect(
      pathOf(
        timelineOf(
          [{ name: 'all', isJoin: true, followers: ['search'] }, { name: 'search' }],
          [
            { path: [0], start: 0, end: 20, spans: [] },
            { stage: 'search', path: [0], spans: [span('attempt fulfilled', 0, 20)] },
          ],
        ),
      ),
    ).toEqual(expect.arrayContaining([[2, 0, 20, 'source']]));
  });

  it('is empty if there are no branches', () => {
    expect(pathOf(timelineOf(CHAIN, [], { end: 0 }))).toEqual([]);
  });

  it('begins with the source and has no gap, in a run that was made up', () => {
    const { criticalPath } = explainRun(madeUpTimeline({ branches: 2_000 }));

    expect(criticalPath[0]?.after).toBe('source');
    expect(criticalPath.length).toBeGreaterThan(3);
    for (const [index, { start }] of criticalPath.entries()) expect(start).toBe(criticalPath[index - 1]?.end ?? start);
  });
});

describe('the bounds', () => {
  const boundsOf = (timeline: Parameters<typeof explainRun>[0]): unknown =>
    explainRun(timeline).bounds.map(({ kind, stage, ms, branches }) => [kind, stage, ms, branches]);
  const first = { spans: [span('attempt fulfilled', 0, 10)] };
  const second = { spans: [span('waiting', 0, 10), span('attempt fulfilled', 10, 20)] };

  it('are those that branches waited for, the longest first', () => {
    expect(boundsOf(queue)).toEqual([['stage', 'search', 30, 2]]);
    expect(boundsOf(two)).toEqual([]);
  });

  it.each([
    ['stage', { concurrency: 1 }, {}],
    ['pipeline', {}, { concurrency: 1 }],
    ['limit', { isLimited: true }, {}],
    ['pause', { isLimited: true }, { pauses: [{ stage: 'search', branch: 1, start: 0, end: 10 }] }],
    ['batch', { isBatch: true }, {}],
    ['other', {}, {}],
  ])('are told apart: %s', (kind, stage, rest) => {
    expect(boundsOf(timelineOf([{ name: 'search', ...stage }], [first, second], rest))).toEqual([[kind, 'search', 10, 1]]);
  });

  it('divide a wait', () => {
    const paused = timelineOf(
      [{ name: 'search', concurrency: 1, isLimited: true }],
      [first, { spans: [span('waiting', 0, 30), span('attempt fulfilled', 30, 31)] }],
      {
        pauses: [{ stage: 'search', branch: 1, start: 10, end: 30 }],
      },
    );

    expect(boundsOf(paused)).toEqual([
      ['pause', 'search', 20, 1],
      ['stage', 'search', 10, 1],
    ]);
    expect([...explainRun(paused).heldBy.values()]).toMatchObject([{ kind: 'pause' }]);
  });

  it('count the attempts of a batch once', () => {
    const batch = { id: 1, size: 2 };
    const together = { spans: [span('attempt fulfilled', 0, 10, { batch })] };

    expect(boundsOf(timelineOf([{ name: 'search', concurrency: 2, isBatch: true }], [together, together, second]))).toEqual([
      ['batch', 'search', 10, 1],
    ]);
  });
});

describe('the barrier', () => {
  const startsOf = (timeline: Parameters<typeof explainRun>[0]): unknown => {
    const { end, starts } = explainRun(timeline).barrier;
    return { end, starts: timeline.branches.map((branch) => starts.get(branch)) };
  };

  it('has a round begin when the last branch of the round before has ended', () => {
    expect(startsOf(two)).toEqual({ end: 50, starts: [0, 0, 40, 40] });
  });

  it('keeps to the bounds of stages', () => {
    expect(startsOf(queue)).toEqual({ end: 30, starts: [0, 10, 20] });
  });

  it('keeps to the bound of the pipeline', () => {
    expect(startsOf({ ...two, concurrency: 1 })).toEqual({ end: 70, starts: [0, 10, 50, 60] });
  });

  it('takes what limits allow to be what was in flight at most', () => {
    expect(startsOf({ ...queue, stages: queue.stages.map((stage) => ({ ...stage, concurrency: 16, isLimited: true })) })).toEqual({
      end: 30,
      starts: [0, 10, 20],
    });
  });

  it('has roots come when they came', () => {
    expect(startsOf(timelineOf(CHAIN, [{ start: 7, spans: [span('attempt fulfilled', 7, 9)] }]))).toEqual({ end: 9, starts: [7] });
  });

  it('holds no slot in a backoff, and hands out as long as it did', () => {
    const retried = {
      end: 34,
      spans: [span('attempt rejected', 0, 10), span('backoff', 10, 20, { attempt: 2 }), span('attempt fulfilled', 20, 30, { attempt: 2 })],
    };
    const waiting = { spans: [span('waiting', 0, 30), span('attempt fulfilled', 30, 40)] };

    expect(startsOf(timelineOf([{ name: 'search', concurrency: 1 }], [retried, waiting]))).toEqual({ end: 34, starts: [0, 10] });
  });

  it('has what follows a join after all that is inside of it', () => {
    const tree = timelineOf(
      [{ name: 'all', isJoin: true, followers: ['search', 'save'] }, { name: 'search', followers: ['detail'] }, { name: 'detail' }, { name: 'save' }],
      [
        { path: [0], start: 0, end: 30, spans: [] },
        { stage: 'search', path: [0], spans: [span('attempt fulfilled', 0, 10)] },
        { stage: 'detail', parent: 2, path: [0, 0], start: 10, spans: [span('attempt fulfilled', 10, 30)] },
        { stage: 'save', parent: 1, path: [0, 0], start: 30, spans: [span('attempt fulfilled', 30, 35)] },
      ],
    );

    expect(startsOf(tree)).toEqual({ end: 35, starts: [0, 0, 10, 30] });
  });

  it('starts nothing earlier than without one, of the second round and later, and all of it', () => {
    const run = madeUpTimeline({ branches: 1_000, seed: 5 });
    const { starts, end } = explainRun(run).barrier;

    expect(starts.size).toBe(run.branches.length);
    expect(end).toBeGreaterThan(run.end);
  });
});

describe('a run that has not ended, or was cancelled', () => {
  it.each([{ seenAt: 400 }, { cancelledAt: 400 }])('is explained: %p', (cut) => {
    const run = madeUpTimeline({ branches: 300, ...cut });
    const { criticalPath, barrier } = explainRun(run);

    expect(criticalPath.at(-1)?.end).toBe(run.end);
    expect(barrier.end).toBeGreaterThanOrEqual(run.start);
  });
});
