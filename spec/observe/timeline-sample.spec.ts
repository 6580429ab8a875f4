import { Subject } from 'rxjs';
import { fork, pipeline, stage, type PipelineEvent } from 'rxjs-stages';
import { timeline, type BranchTimeline, type Timeline } from 'rxjs-stages/observe';
import { seeded } from '../../src/testing/seeded';

const list = stage('list', (n: number) => Array.from({ length: n }, (_, index) => index));
const item = stage('item', (n: number) => [n]);

/** The timeline of what a pipeline does with some roots, at once. */
function timelineOf(run: (onEvent: Subject<PipelineEvent>) => void, max: number, seed = 1): Timeline {
  const events = new Subject<PipelineEvent>();
  const timelines: Timeline[] = [];
  events.pipe(timeline({ max, random: seeded(seed) })).subscribe((each) => timelines.push(each));
  run(events);
  return timelines[0] as Timeline;
}

const lists =
  (...sizes: number[]) =>
  (onEvent: Subject<PipelineEvent>): void => {
    pipeline(list, item, { onEvent })(sizes).subscribe();
  };

/** How many branches there are of each root. */
function treesOf({ branches }: Timeline): Map<number, number> {
  const trees = new Map<number, number>();
  for (const { path } of branches) trees.set(path[0] as number, (trees.get(path[0] as number) ?? 0) + 1);
  return trees;
}

function hasParents({ branches }: Timeline): boolean {
  const seen = new Set<number | undefined>([undefined]);
  return branches.every(({ branch, parent }: BranchTimeline) => seen.has(parent) && seen.add(branch));
}

describe('a timeline of a run that has too many branches', () => {
  it('has all of them if there are no more than `max`', () => {
    const { branches, created } = timelineOf(lists(3, 4), 9);

    expect(branches).toHaveLength(9);
    expect(created).toBe(9);
  });

  it('has whole trees of some roots', () => {
    const sizes = Array.from({ length: 200 }, (_, root) => root % 7);
    const run = timelineOf(lists(...sizes), 100);

    expect(run.created).toBe(200 + sizes.reduce((sum, size) => sum + size));
    expect(run.branches.length).toBeLessThanOrEqual(100);
    expect(run.branches.length).toBeGreaterThan(90);
    for (const [root, size] of treesOf(run)) expect(size).toBe(1 + (sizes[root] as number));
  });

  it('has each branch complete, whatever was dropped meanwhile', () => {
    const { branches } = timelineOf(lists(...Array.from({ length: 3000 }, () => 2)), 300);

    expect(new Set(branches.map(({ status, spans }) => `${status} ${spans.map(({ kind }) => kind).join(' ')}`))).toEqual(
      new Set(['completed waiting attempt']),
    );
  });

  it('is the same each time, by the same `random`', () => {
    const rootsOf = (seed: number): number[] => [...treesOf(timelineOf(lists(...Array.from({ length: 100 }, () => 1)), 20, seed)).keys()];

    expect(rootsOf(1)).toHaveLength(10);
    expect(rootsOf(1)).toEqual(rootsOf(1));
    expect(rootsOf(1)).not.toEqual(rootsOf(2));
  });

  it('has each root with the same chance', () => {
    const kept = Array.from({ length: 40 }, () => 0);
    for (let seed = 0; seed < 500; seed++) {
      for (const root of treesOf(timelineOf(lists(...kept.map((_, index) => (index < 20 ? 1 : 3))), 40, seed)).keys()) {
        kept[root] = (kept[root] as number) + 1;
      }
    }

    const mean = kept.reduce((sum, times) => sum + times) / kept.length;
    expect(mean).toBeGreaterThan(120);
    for (const times of kept) expect(Math.abs(times - mean)).toBeLessThan(50);
  });

  it('has all first branches of a root that a fork has several of, or none', () => {
    const one = stage('one', (n: number) => [n]);
    const other = stage('other', (n: number) => [n]);
    const { branches } = timelineOf((onEvent) => {
      pipeline(fork(one, other), item, { onEvent })(Array.from({ length: 50 }, (_, n) => n)).subscribe();
    }, 41);

    expect(branches).toHaveLength(40);
    expect(new Set(treesOf({ branches } as unknown as Timeline).values())).toEqual(new Set([4]));
  });

  it('has some of the subtrees of a single tree, each below its parent', () => {
    const deeper = stage('deeper', (n: number) => [n, n, n]);
    const run = timelineOf((onEvent) => {
      pipeline(list, deeper, item, { onEvent })([1000]).subscribe();
    }, 200);

    expect(run.created).toBe(1 + 1000 + 3000);
    expect(run.branches.length).toBeLessThanOrEqual(200);
    expect(run.branches.length).toBeGreaterThan(190);
    expect(hasParents(run)).toBe(true);
    const childrenOf = new Map(run.branches.filter(({ stage: name }) => name === 'deeper').map(({ branch }) => [branch, 0]));
    for (const { stage: name, parent } of run.branches)
      if (name === 'item') childrenOf.set(parent as number, (childrenOf.get(parent as number) ?? 0) + 1);
    expect(new Set(childrenOf.values())).toEqual(new Set([3]));
  });

  it('has the beginning of a chain that is too long', () => {
    const next = stage('next', (n: number) => [n], { recurse: (n) => (n < 500 ? [n + 1] : []) });
    const run = timelineOf((onEvent) => {
      pipeline(next, { onEvent })([1]).subscribe();
    }, 100);

    expect(run.created).toBe(500);
    expect(run.branches.map(({ input }) => input)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });

  it('stays within `max` as a tree grows in depth and width', () => {
    const crawl = stage('crawl', (n: number) => [n], { recurse: (n) => (n < 3000 ? [2 * n, 2 * n + 1] : []) });
    const run = timelineOf((onEvent) => {
      pipeline(crawl, { onEvent })([1]).subscribe();
    }, 100);

    expect(run.created).toBe(5999);
    expect(run.branches.length).toBeLessThanOrEqual(100);
    expect(run.branches.length).toBeGreaterThan(10);
    expect(hasParents(run)).toBe(true);
  });

  it('knows the path of a branch below 10,000 levels', () => {
    const next = stage('next', (n: number) => [n], { recurse: (n) => (n < 10_000 ? [n + 1] : []) });
    const { branches } = timelineOf((onEvent) => {
      pipeline(next, { onEvent })([1]).subscribe();
    }, 10_000);

    expect(branches.at(-1)?.path).toHaveLength(10_000);
    expect(branches[100]?.path).toHaveLength(101);
    expect(JSON.stringify(branches[101])).toContain(`"path":[${'0,'.repeat(101)}0]`);
  });
});
