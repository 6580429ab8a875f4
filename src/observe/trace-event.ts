interface TraceEventBase {
  readonly name: string;
  /** The stage, from 1, in the order of `stages`. */
  readonly pid: number;
  /** The slot of the stage, from 1; 0 for events of the whole stage. */
  readonly tid: number;
}

/** Names a stage or a slot, or sets its position. */
export interface MetadataEvent extends TraceEventBase {
  readonly ph: 'M';
  readonly args: { readonly name: string } | { readonly sort_index: number };
}

/** An attempt, or a request for a batch. */
export interface SliceEvent extends TraceEventBase {
  readonly ph: 'X';
  /** How it ended. */
  readonly cat: string;
  /** When it began, in microseconds since the run began. */
  readonly ts: number;
  /** How long it took, in microseconds. */
  readonly dur: number;
  readonly args: Readonly<Record<string, string | number>>;
}

/**
 * An arrow from where a value was emitted (`s`) to the first attempt of the branch that it created
 * (`f`).
 */
export interface FlowEvent extends TraceEventBase {
  readonly ph: 's' | 'f';
  readonly cat: string;
  /** The number of the branch. */
  readonly id: number;
  /** In microseconds since the run began. */
  readonly ts: number;
  /** At the end of an arrow: it belongs to the enclosing slice. */
  readonly bp?: 'e';
}

/** How many branches of a stage wait, or how many of its attempts are in flight, from a time on. */
export interface CounterEvent extends TraceEventBase {
  readonly ph: 'C';
  /** In microseconds since the run began. */
  readonly ts: number;
  readonly args: Readonly<Record<string, number>>;
}

/** One event of Chrome's trace event format. */
export type TraceEvent = MetadataEvent | SliceEvent | FlowEvent | CounterEvent;

/** A file in Chrome's trace event format, as an object. */
export interface TraceEvents {
  readonly traceEvents: readonly TraceEvent[];
  readonly displayTimeUnit: 'ms';
}
