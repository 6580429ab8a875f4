import fc from 'fast-check';
import { answerOf, inputAnswerOf, nextPageOf, recursedOf, rootsOf, verdictOf } from './tree-answer.js';
import type { JoinNode, Node, StageNode, TreeScenario } from './tree-scenario.js';

/** One branch as it must be, and all that comes of it. */
export interface ModelBranch {
  readonly stage: StageNode | JoinNode;
  readonly path: readonly number[];
  /** Those of its last page. */
  readonly inputs: readonly unknown[];
  readonly values: readonly ModelValue[];
  /** By the values that led to them. */
  readonly recursed: readonly ModelBranch[];
  readonly reason: string | undefined;
  readonly attempts: number;
  /** Of a `join`: what its value is made of. */
  readonly joined: readonly ModelBranch[];
}

interface ModelValue {
  readonly value: unknown;
  readonly inputs: readonly unknown[];
  readonly attempts: number;
  readonly children: readonly ModelBranch[];
  readonly recursed: readonly ModelBranch[];
}

/** Where a segment gets a value: the inputs before, and the path to it. */
interface Origin {
  readonly inputs: readonly unknown[];
  readonly path: readonly number[];
}

type Then = (value: unknown, from: Origin) => readonly ModelBranch[];
/** The names under which results of stages stand, in order. */
type Names = readonly string[];

const NOTHING: Then = () => [];

/** The first stage of a segment. */
function firstOf(node: Node): StageNode | JoinNode {
  if (node.kind === 'stage' || node.kind === 'join') return node;
  return firstOf(node.kind === 'when' ? node.inner : (node.inner[0] as Node));
}

/** The stages that a segment begins with. */
export function headsOf(node: Node): readonly (StageNode | JoinNode)[] {
  switch (node.kind) {
    case 'stage':
    case 'join':
      return [node];
    case 'when':
      return headsOf(node.inner);
    case 'fork':
      return node.inner.flatMap(headsOf);
    case 'pipeline':
      return headsOf(node.inner[0] as Node);
  }
}

/** The stages that follow each stage, by its name. */
export function followersIn(nodes: readonly Node[]): ReadonlyMap<string, readonly (StageNode | JoinNode)[]> {
  const followers = new Map<string, readonly (StageNode | JoinNode)[]>();
  const visit = (node: Node, then: readonly (StageNode | JoinNode)[]): void => {
    if (node.kind === 'stage') followers.set(node.name, then);
    else if (node.kind === 'join') {
      followers.set(node.name, then);
      visit(node.inner, []);
    } else if (node.kind === 'when') visit(node.inner, then);
    else if (node.kind === 'fork') for (const each of node.inner) visit(each, then);
    else row(node.inner, then);
  };
  const row = (inner: readonly Node[], then: readonly (StageNode | JoinNode)[]): void => {
    for (const [index, each] of inner.entries()) {
      const next = inner[index + 1];
      visit(each, next === undefined ? then : headsOf(next));
    }
  };
  row(nodes, []);
  return followers;
}

/** All that comes of a tree, root by root: a walk that knows nothing of time, bounds or other branches. */
export class TreeModel {
  readonly roots: readonly (readonly ModelBranch[])[];
  /** How many branches there are. */
  size = 0;
  private readonly followers;

  constructor(private readonly scenario: TreeScenario) {
    const { segments } = scenario;
    this.followers = followersIn(segments);
    this.roots = rootsOf(scenario).map((input, index) => this.row(segments, NOTHING)(input, { inputs: [], path: [index] }));
  }

  /** What `assemble` makes of a root. */
  get trees(): readonly object[] {
    const heads = headsOf({ kind: 'pipeline', inner: this.scenario.segments });
    return this.roots.map((branches, index) => this.tree(heads, branches, rootsOf(this.scenario)[index], [index]));
  }

  private row(nodes: readonly Node[], then: Then): Then {
    return nodes.reduceRight<Then>((next, node) => this.grow(node, next), then);
  }

  private grow(node: Node, then: Then): Then {
    switch (node.kind) {
      case 'pipeline':
        return this.row(node.inner, then);
      case 'fork': {
        const segments = node.inner.map((each) => this.grow(each, then));
        return (value, from) => segments.flatMap((segment) => segment(value, from));
      }
      case 'when': {
        const segment = this.grow(node.inner, then);
        return (value, from) => {
          const verdict = verdictOf(this.scenario, node.name, value);
          if (verdict === 'pass') return segment(value, from);
          return verdict === 'fail' ? [] : [this.unmade(firstOf(node), value, from, verdict === 'throw' ? `${node.name} throws` : 'TypeError')];
        };
      }
      case 'join': {
        const segment = this.grow(node.inner, NOTHING);
        return (value, { inputs: before, path }) => {
          const inputs = [...before, value];
          const joined = segment(value, { inputs: before, path });
          const tree = this.tree(headsOf(node.inner), joined, value, path);
          const values = [{ value: tree, inputs, attempts: 0, children: then(tree, { inputs, path: [...path, 0] }), recursed: [] }];
          this.size++;
          return [{ stage: node, path, inputs, values, recursed: [], reason: undefined, attempts: 0, joined }];
        };
      }
      case 'stage':
        return (value, from) => [this.branch(node, value, from, then, 0)];
    }
  }

  private unmade(stage: StageNode | JoinNode, input: unknown, { inputs, path }: Origin, reason: string): ModelBranch {
    this.size++;
    return { stage, path, inputs: [...inputs, input], values: [], recursed: [], reason, attempts: 0, joined: [] };
  }

  private branch(stage: StageNode, input: unknown, { inputs: before, path }: Origin, then: Then, depth: number): ModelBranch {
    this.size++;
    const values: ModelValue[] = [];
    const allRecursed: ModelBranch[] = [];
    for (let pageInput: unknown = input; ;) {
      const page = this.page(stage, pageInput);
      const inputs = [...before, pageInput];
      for (const value of page.values) {
        const fed = depth < (stage.maxDepth ?? 0) ? recursedOf(this.scenario, stage, value) : [];
        const children = then(value, { inputs, path: [...path, values.length] });
        const recursed = fed.map((each) => {
          const made = this.branch(stage, each, { inputs, path: [...path, allRecursed.length] }, then, depth + 1);
          allRecursed.push(made);
          return made;
        });
        values.push({ value, inputs, attempts: page.attempts, children, recursed });
      }
      const last = page.values.at(-1);
      const following =
        stage.pages && page.reason === undefined && last !== undefined ? nextPageOf(this.scenario, stage, last, pageInput) : undefined;
      if (following === undefined)
        return { stage, path, inputs, values, recursed: allRecursed, reason: page.reason, attempts: page.attempts, joined: [] };
      pageInput = following;
    }
  }

  /** One page: the attempt that it ends with. */
  private page(
    stage: StageNode,
    input: unknown,
  ): { readonly values: readonly number[]; readonly reason: string | undefined; readonly attempts: number } {
    for (let attempts = 1; ; attempts++) {
      const { values: given, reason } = this.attempt(stage, input, attempts);
      const values = stage.atomic && reason !== undefined ? [] : given;
      if (reason === undefined || values.length > 0 || attempts > (stage.retry?.count ?? 0)) return { values, reason, attempts };
    }
  }

  /** What an attempt gives within its time. */
  private attempt(stage: StageNode, input: unknown, attempt: number): { readonly values: readonly number[]; readonly reason: string | undefined } {
    if (stage.batch !== undefined) {
      const { value, failing, reason } = inputAnswerOf(this.scenario, stage, input, attempt);
      return failing === 'never' ? { values: [value], reason: undefined } : { values: [], reason };
    }
    const { kind, emissions, gap, failing, reason } = answerOf(this.scenario, stage, input, attempt);
    if (failing === 'throw') return { values: [], reason };
    const time = kind === 'array' || kind === 'generator' ? Infinity : (stage.attempt ?? Infinity);
    let now = 0;
    const inTime = emissions.filter((emission) => (now += emission.gap) <= time);
    const values = inTime.flatMap((emission) => emission.values);
    if (kind === 'promise') now += failing === 'end' ? gap : 0;
    else now += gap;
    if (now > time) return { values, reason: 'StageTimeoutError' };
    return { values, reason: failing === 'end' && kind !== 'array' ? reason : undefined };
  }

  private tree(heads: readonly (StageNode | JoinNode)[], branches: readonly ModelBranch[], input: unknown, path: readonly number[]): object {
    return { input, path, ...this.lists(heads, branches) };
  }

  private lists(stages: readonly (StageNode | JoinNode)[], branches: readonly ModelBranch[]): object {
    const names: Names = stages.map(({ name }) => name);
    return Object.fromEntries(
      names.map((name) => [name, branches.filter(({ stage }) => stage.name === name).flatMap((branch) => this.list(branch))]),
    );
  }

  private list({ stage, values, reason, inputs, path, attempts }: ModelBranch): readonly object[] {
    const recurses = stage.kind === 'stage' && stage.maxDepth !== undefined;
    const after = [...(recurses ? [stage] : []), ...(this.followers.get(stage.name) ?? [])];
    const list: object[] = values.map(({ value, children, recursed }) => ({
      status: 'fulfilled',
      value,
      ...this.lists(after, [...recursed, ...children]),
    }));
    if (reason !== undefined) list.push({ status: 'rejected', reason, stage: stage.name, inputs, path, attempts });
    return list;
  }
}

/** Outcomes as they are delivered, in the order of O4. */
export function* outcomesOf(branches: readonly ModelBranch[], followers: ReadonlyMap<string, readonly unknown[]>): Generator<object> {
  for (const { stage, values, inputs, path, reason, attempts, recursed } of branches) {
    const { name } = stage;
    const delivers = followers.get(name)?.length === 0 || (stage.kind === 'stage' && stage.deliver);
    if (delivers) {
      for (const [index, each] of values.entries())
        yield { status: 'fulfilled', value: each.value, stage: name, inputs: each.inputs, path, index, attempts: each.attempts };
    }
    if (reason !== undefined) yield { status: 'rejected', reason, stage: name, inputs, path, attempts };
    for (let index = 0; index < Math.max(values.length, recursed.length); index++) {
      yield* outcomesOf(values[index]?.children ?? [], followers);
      yield* outcomesOf(recursed.slice(index, index + 1), followers);
    }
  }
}

/** More branches than that take long, and show nothing that fewer do not. */
const MOST = 400;

/** The model of a scenario, unless it has too many branches: then the property skips it. */
export function modelOf(scenario: TreeScenario): TreeModel {
  const model = new TreeModel(scenario);
  fc.pre(model.size <= MOST);
  return model;
}
