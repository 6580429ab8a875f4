export { assemble } from './assemble.js';
export type { Assembled, Settled, Tree } from './assembled.js';
export type { Around, AttemptInfo } from './around.js';
export type { AsyncIterableObservable, ResultIterator } from './async-iterable-observable.js';
export {
  batchStage,
  type BatchAnswer,
  type BatchAnswerInput,
  type BatchProject,
  type BatchStage,
  type BatchStageOptions,
  type BatchValueOf,
  type BatchWeight,
} from './batch-stage.js';
export type { BatchContext, StageContext } from './context.js';
export { fork } from './fork.js';
export { gather, type Gathered, type ValuesByStage } from './gather.js';
export { join } from './join.js';
export type {
  BranchEvent,
  CancelledEvent,
  CompletedEvent,
  EmittedEvent,
  PagedEvent,
  PausedEvent,
  RejectedEvent,
  RemoteWork,
  RequeuedEvent,
  RetryingEvent,
  ServedEvent,
  SettledEvent,
  StartedEvent,
  WaitingEvent,
} from './events/branch-event.js';
export type { PipelineEvent } from './events/pipeline-event.js';
export type { RunEndedEvent, RunEvent, RunStartedEvent, SourceEndedEvent, StageInfo } from './events/run-event.js';
export { fulfilledValues, type FulfilledValue } from './operators/fulfilled-values.js';
export { tolerate, TooManyFailuresError } from './operators/tolerate.js';
export { unwrap } from './operators/unwrap.js';
export { isFulfilled, isRejected, type Fulfilled, type Outcome, type Rejected } from './outcome.js';
export type { OutcomeOf } from './outcome-of.js';
export { pipeline, type JoinedPipeline, type Pipeline } from './pipeline.js';
export type { PipelineOptions } from './pipeline-options.js';
export type { PipelineOverloads } from './pipeline-overloads.js';
export type { Answer, Cache } from './policies/cache.js';
export { exponentialBackoff, type BackoffOptions } from './policies/exponential-backoff.js';
export { AdaptiveLimit, adaptiveLimit, type AdaptiveLimitOptions } from './policies/limits/adaptive-limit.js';
export { ConcurrencyLimit, concurrencyLimit } from './policies/limits/concurrency-limit.js';
export type { KeyedLimit, LimitOption } from './policies/limits/keyed-limit.js';
export { Limit, type LimitOptions } from './policies/limits/limit.js';
export { PerKey, perKey } from './policies/limits/per-key.js';
export { RateLimit, rateLimit, type RateLimitOptions } from './policies/limits/rate-limit.js';
export { MemoryCache, memoryCache, type MemoryCacheOptions } from './policies/memory-cache.js';
export { OverflowError, type Overflow } from './policies/overflow.js';
export type { RetryDelay, RetryPolicy } from './policies/retry.js';
export { storeCache, type Codec, type Store, type StoreCacheOptions } from './policies/store-cache.js';
export { StageTimeoutError, type StageTimeouts, type TimeoutKind } from './policies/timeout.js';
export type { JobQueue, RemoteJob } from './remote/job-queue.js';
export { jobRunner } from './remote/job-runner.js';
export { remote } from './remote/remote.js';
export { RemoteStageError, type RemoteStageErrorCode } from './remote/remote-stage-error.js';
export { deserializeReason, serializeReason, type SerializedError, type SerializedReason } from './serialized-error.js';
export { listStage, type ElementOf, type ListStage } from './list-stage.js';
export { stage, type AnyStage, type Stage, type StageChanges, type StageOptions, type StageOutcome } from './stage.js';
export type { Inputs, Joinable, Segment, StageNode } from './segment.js';
export { when } from './when.js';
