import fc, { type Arbitrary } from 'fast-check';
import type { Overflow } from 'rxjs-stages';
import { PLAIN } from './tree.js';

/** One stage of a tree, apart from what its project returns. */
export interface StageNode {
  readonly kind: 'stage';
  readonly name: string;
  readonly lists: boolean;
  readonly deliver: boolean;
  readonly concurrency: number | undefined;
  readonly retry: { readonly count: number; readonly delay: number } | undefined;
  readonly atomic: boolean;
  /** Never a whole number: no answer comes at the same frame. */
  readonly attempt: number | undefined;
  readonly total: number | undefined;
  readonly queue: number | undefined;
  readonly key: 'run' | 'cache' | undefined;
  readonly pages: boolean;
  /** How many levels it may feed back; `undefined` if it does not recurse. */
  readonly maxDepth: number | undefined;
  /** Which limit of the scenario it needs. */
  readonly limit: number | undefined;
  /** How it makes requests for several inputs, if it does. */
  readonly batch: BatchNode | undefined;
}

/** How a stage makes requests for several inputs. */
export interface BatchNode {
  readonly max: number;
  readonly weighs: boolean;
  readonly wait: number;
  readonly isolate: boolean;
  /** Whether some inputs fail every request that has them. */
  readonly fails: boolean;
}

export interface JoinNode {
  readonly kind: 'join';
  readonly name: string;
  readonly inner: Node;
}

export interface WhenNode {
  readonly kind: 'when';
  readonly name: string;
  readonly inner: Node;
}

/** A segment. */
export type Node =
  | StageNode
  | JoinNode
  | WhenNode
  | { readonly kind: 'pipeline'; readonly inner: readonly Node[] }
  | { readonly kind: 'fork'; readonly inner: readonly Node[] };

/** Where one of many things happens, counted from 0: the consumer leaves from within it. */
export interface TreeLeaving {
  readonly on: 'frame' | 'outcome' | 'project' | 'answer' | 'event' | 'test' | 'policy';
  readonly count: number;
}

/** One run of a tree of stages, told completely. */
export interface TreeScenario {
  /** All that projects, tests and policies return follows from it. */
  readonly seed: number;
  readonly segments: readonly Node[];
  /** The gap before each root, in frames. */
  readonly roots: readonly number[];
  readonly source: 'array' | 'generator' | 'observable' | 'async generator';
  readonly sourceFails: boolean;
  /** Whether projects may answer by promises. */
  readonly promises: boolean;
  readonly concurrency: number;
  readonly highWaterMark: number;
  readonly order: 'completion' | 'source';
  /** Limits that stages share; those of the pipeline by their places. */
  readonly limits: readonly { readonly kind: 'concurrency' | 'rate' | 'per key'; readonly max: number }[];
  readonly limitedBy: number | undefined;
  readonly maxWaiting: number | undefined;
  readonly overflow: Overflow | undefined;
  readonly leaving: TreeLeaving | undefined;
  /** What the consumer asks for. */
  readonly results: 'outcomes' | 'assembled' | 'gathered';
  /** Whether somebody listens to events. */
  readonly watched: boolean;
}

export interface TreeChoice {
  readonly promises: boolean;
  /** Whether time or age decides what comes of a branch: then no model can tell. */
  readonly wild: boolean;
  readonly leaving: readonly TreeLeaving['on'][];
  /** Whether some stages make requests for several inputs. */
  readonly batches?: boolean;
}

const LIMITS = 2;

const rarely = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined, freq: 1 });
const seldom = fc.nat(4).map((n) => n === 4);

function batchNodes(wild: boolean): Arbitrary<BatchNode> {
  return fc
    .record(
      {
        max: fc.integer({ min: 1, max: 5 }),
        weighs: seldom,
        wait: fc.constantFrom(0, 0, 0, 1, 2, 3),
        isolate: fc.boolean(),
        fails: fc.boolean(),
      },
      PLAIN,
    )
    .map((batch) => ({ ...batch, fails: batch.fails && (batch.isolate || wild) }));
}

/** The same stage, if it makes no requests for several inputs, or without what such a stage cannot do. */
function fitting(stage: StageNode, wild: boolean): StageNode {
  if (stage.batch === undefined) return stage;
  // How long a request takes, its inputs decide together.
  return { ...stage, lists: false, atomic: false, pages: false, attempt: wild ? stage.attempt : undefined };
}

function stages(wild: boolean, batches: boolean): Arbitrary<StageNode> {
  const late = wild ? rarely(fc.constantFrom(1.5, 3.5)) : fc.constant(undefined);
  return (
    fc
      .record(
        {
          kind: fc.constant('stage' as const),
          name: fc.constant(''),
          lists: fc.boolean(),
          deliver: seldom,
          concurrency: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
          retry: fc.option(fc.record({ count: fc.constantFrom(1, 2), delay: fc.nat(2) }, PLAIN), { nil: undefined, freq: 1 }),
          atomic: seldom,
          attempt: fc.option(fc.constantFrom(0.5, 1.5, 2.5), { nil: undefined, freq: 1 }),
          total: late,
          queue: late,
          key: fc.constantFrom(undefined, undefined, undefined, 'run' as const, 'cache' as const),
          pages: seldom,
          maxDepth: fc.constantFrom(undefined, undefined, undefined, undefined, 1, 2),
          limit: fc.constantFrom(undefined, undefined, ...Array.from({ length: LIMITS }, (_, index) => index)),
          batch: batches ? fc.option(batchNodes(wild), { nil: undefined, freq: 2 }) : fc.constant(undefined),
        },
        PLAIN,
      )
      // A recursive stage with a key takes each input once: which one comes first, time decides.
      .map((stage) => (wild || stage.maxDepth === undefined ? stage : { ...stage, key: undefined }))
      .map((stage) => fitting(stage, wild))
  );
}

function segments(wild: boolean, batches: boolean): Arbitrary<Node> {
  const stage = stages(wild, batches);
  const { node } = fc.letrec<{ node: Node; row: Node; forked: Node; tested: Node; joined: Node }>((tie) => {
    const several = fc.array(tie('node'), { minLength: 2, maxLength: 3 });
    return {
      node: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        { arbitrary: stage, weight: 4 },
        tie('row'),
        { arbitrary: tie('forked'), weight: 2 },
        tie('tested'),
        tie('joined'),
      ),
      row: several.map((inner) => ({ kind: 'pipeline', inner })),
      forked: several.map((inner) => ({ kind: 'fork', inner })),
      tested: tie('node').map((inner) => ({ kind: 'when', name: '', inner })),
      joined: tie('node').map((inner) => ({ kind: 'join', name: '', inner })),
    };
  });
  return node;
}

/** The same segments, each stage, test and join with a name of its own. No stage inside a join may deliver. */
function named(nodes: readonly Node[]): readonly Node[] {
  let count = 0;
  const name = (node: Node, isInner: boolean): Node => {
    switch (node.kind) {
      case 'stage':
        return { ...node, name: `stage${String(count++)}`, deliver: node.deliver && !isInner };
      case 'when':
      case 'join':
        return { ...node, name: `${node.kind}${String(count++)}`, inner: name(node.inner, isInner || node.kind === 'join') };
      default:
        return { ...node, inner: node.inner.map((inner) => name(inner, isInner)) };
    }
  };
  return nodes.map((node) => name(node, false));
}

/** The same segments, their stages changed. */
export function changed(nodes: readonly Node[], change: (stage: StageNode) => StageNode): readonly Node[] {
  return nodes.map((node) => {
    switch (node.kind) {
      case 'stage':
        return change(node);
      case 'when':
      case 'join':
        return { ...node, inner: changed([node.inner], change)[0] as Node };
      default:
        return { ...node, inner: changed(node.inner, change) };
    }
  });
}

export function treeScenarios({ promises, wild, leaving, batches = false }: TreeChoice): Arbitrary<TreeScenario> {
  return fc
    .record(
      {
        seed: fc.nat(),
        segments: fc.array(segments(wild, batches), { minLength: 1, maxLength: 3 }).map(named),
        roots: fc.array(fc.constantFrom(0, 0, 1, 2), { minLength: 1, maxLength: 5 }),
        source: fc.constantFrom<TreeScenario['source']>('array', 'generator', 'observable', promises ? 'async generator' : 'observable'),
        sourceFails: seldom,
        promises: fc.constant(promises),
        concurrency: fc.constantFrom(1, 2, 3, Infinity),
        highWaterMark: fc.constantFrom(1, 1, 2, 3, 64),
        order: fc.constantFrom<TreeScenario['order']>('completion', 'source'),
        limits: fc.array(fc.record({ kind: fc.constantFrom('concurrency', 'rate', 'per key'), max: fc.integer({ min: 1, max: 3 }) }, PLAIN), {
          minLength: LIMITS,
          maxLength: LIMITS,
        }),
        limitedBy: rarely(fc.nat(LIMITS - 1)),
        maxWaiting: wild ? fc.option(fc.nat(2), { nil: undefined, freq: 1 }) : fc.constant(undefined),
        overflow: fc.constantFrom<Overflow | undefined>(undefined, 'error', 'drop-oldest', 'drop-newest'),
        leaving:
          leaving.length === 0
            ? fc.constant(undefined)
            : fc.record({ on: fc.constantFrom(...leaving), count: fc.oneof(fc.nat(4), fc.nat(30)) }, PLAIN),
        results: fc.constantFrom<TreeScenario['results']>('outcomes', 'assembled', 'gathered'),
        watched: fc.boolean(),
      },
      PLAIN,
    )
    .map((scenario) => ({
      ...scenario,
      // A request for several inputs takes no limit whose groups depend on an input.
      segments: changed(scenario.segments, (stage) =>
        stage.batch !== undefined && stage.limit !== undefined && scenario.limits[stage.limit]?.kind === 'per key'
          ? { ...stage, limit: undefined }
          : stage,
      ),
      overflow: scenario.maxWaiting === undefined ? undefined : scenario.overflow,
      // A pipeline takes no limit whose groups depend on an input.
      limitedBy: scenario.limitedBy !== undefined && scenario.limits[scenario.limitedBy]?.kind === 'per key' ? undefined : scenario.limitedBy,
    }));
}

/** All stages and joins of segments, with whether they are inside of a `join`. */
export function nodesIn(nodes: readonly Node[], inner = false): readonly { readonly node: StageNode | JoinNode; readonly inner: boolean }[] {
  return nodes.flatMap((node) => {
    switch (node.kind) {
      case 'stage':
        return [{ node, inner }];
      case 'join':
        return [{ node, inner }, ...nodesIn([node.inner], true)];
      case 'when':
        return nodesIn([node.inner], inner);
      default:
        return nodesIn(node.inner, inner);
    }
  });
}
