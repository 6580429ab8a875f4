export type { AsyncIterableObservable } from './async-iterable-observable.js';
export type { StageContext } from './context.js';
export { gather, type Gathered } from './gather.js';
export type {
  BranchEvent,
  CancelledEvent,
  CompletedEvent,
  EmittedEvent,
  RejectedEvent,
  StartedEvent,
  WaitingEvent,
} from './observe/branch-event.js';
export { fulfilledValues, type FulfilledValue } from './operators/fulfilled-values.js';
export { tolerate, TooManyFailuresError } from './operators/tolerate.js';
export { unwrap } from './operators/unwrap.js';
export { isFulfilled, isRejected, type Fulfilled, type Outcome, type Rejected } from './outcome.js';
export { pipeline, type Pipeline } from './pipeline.js';
export type { PipelineOptions } from './pipeline-options.js';
export type { PipelineOverloads } from './pipeline-overloads.js';
export { OverflowError, type Overflow } from './policies/overflow.js';
export { listStage, stage, type ListStage, type Stage, type StageOptions, type StageOutcome, type StageChanges, type ElementOf } from './stage.js';
