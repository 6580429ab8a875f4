/** What a project answers with; `hot` is for sources only. */
export type Kind = 'observable' | 'hot' | 'promise' | 'array' | 'generator' | 'iterator' | 'async generator' | 'async iterator';

/**
 * How a script fails: the project throws, or answers with no ObservableInput; the answer throws when it is opened, or fails after its emissions;
 * the last list throws after its elements, or what follows the last list is none.
 */
export type Failing = 'never' | 'throw' | 'nonsense' | 'open' | 'end' | 'list' | 'no list';

/** One emission: a stage of lists gives all the values as one list, any other stage has exactly one. */
export interface Emission {
  /** Frames since the emission before it. */
  readonly gap: number;
  /** Scripts for the next stage; after the last stage anything. */
  readonly values: readonly unknown[];
  /** Whether its list is a generator instead of an array. */
  readonly lazy: boolean;
}

/** All that one branch does: a node of the tree. A source is one too, whose values are the roots. */
export interface Script {
  readonly kind: Kind;
  readonly emissions: readonly Emission[];
  /** Frames from the last emission to the end. */
  readonly gap: number;
  readonly failing: Failing;
  /** What it fails with, unless that is a `TypeError` of the engine's. */
  readonly reason: unknown;
  readonly readsSignal: boolean;
  /** What the first attempts do; what this one does comes after them. */
  readonly earlier: readonly Script[];
  /** The input of the next page. */
  readonly following: Script | undefined;
  /** Of the scripts before it that are for the same stage, which one is to take its place. */
  readonly twin: number | undefined;
  /** Tells it from all others, but for its twins, which are the same. */
  readonly name: number;
  /** The group that it belongs to where limits are by group. */
  readonly group: number;
}

/** Whether it is pulled without waiting for anything. */
export function isPulledAtOnce({ kind }: Script): boolean {
  return kind === 'array' || kind === 'generator' || kind === 'iterator';
}

/** Whether it pushes: nobody can hold it back. */
export function pushes({ kind }: Script): boolean {
  return kind === 'observable' || kind === 'hot';
}

/** All values that it gets to emit. */
export function valuesOf({ kind, emissions, failing }: Script): readonly unknown[] {
  if (failing === 'throw' || failing === 'nonsense' || failing === 'open') return [];
  if (kind === 'promise' && (failing === 'end' || failing === 'no list')) return [];
  return emissions.flatMap(({ values }) => values);
}
