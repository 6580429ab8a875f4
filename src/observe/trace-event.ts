interface TraceEventBase {
  readonly name: string;
  /** The stage, from 1 in the order of `stages`. */
  readonly pid: number;
  /** The slot of the stage, from 1; 0 for what is of the stage as a whole. */
  readonly tid: number;
}

/** A name for a stage or a slot, or its place. */
export interface MetadataEvent extends TraceEventBase {
  readonly ph: 'M';
  readonly args: { readonly name: string } | { readonly sort_index: number };
}

/** An attempt, or a request for a batch. */
export interface SliceEvent extends TraceEventBase {
  readonly ph: 'X';
  /** How it ended. */
  readonly cat: string;
  /** In microseconds since the run began, as all times. */
  readonly ts: number;
  readonly dur: number;
  readonly args: Readonly<Record<string, string | number>>;
}

/** An arrow, from where a value was emitted (`s`) to the first attempt of the branch that it made (`f`). */
export interface FlowEvent extends TraceEventBase {
  readonly ph: 's' | 'f';
  readonly cat: string;
  /** The number of the branch. */
  readonly id: number;
  readonly ts: number;
  /** Of its end: it is at the slice around it. */
  readonly bp?: 'e';
}

/** How many branches of a stage wait, or how many of its attempts are in flight, from a time on. */
export interface CounterEvent extends TraceEventBase {
  readonly ph: 'C';
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
