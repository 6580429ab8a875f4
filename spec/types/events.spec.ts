import { lastValueFrom, of, Subject, throwError } from 'rxjs';
import {
  pipeline,
  stage,
  type BranchEvent,
  type CancelledEvent,
  type CompletedEvent,
  type EmittedEvent,
  type PagedEvent,
  type PausedEvent,
  type PipelineEvent,
  type RejectedEvent,
  type RequeuedEvent,
  type RetryingEvent,
  type RunEndedEvent,
  type RunEvent,
  type RunStartedEvent,
  type ServedEvent,
  type SettledEvent,
  type SourceEndedEvent,
  type StageInfo,
  type StartedEvent,
  type WaitingEvent,
} from 'rxjs-stages';
import { expectType, type Equal } from './equal.js';

describe('types of events', () => {
  it('narrow by type', async () => {
    const told: unknown[] = [];
    const half = pipeline(
      stage('half', (n: number, { attempt }) => (attempt === 1 ? throwError(() => 'not yet') : of(n / 2)), { retry: { count: 1, delay: 0 } }),
      {
        onEvent: (event) => {
          expectType<Equal<typeof event, PipelineEvent>>(true);
          expectType<Equal<typeof event, RunEvent | BranchEvent>>(true);
          expectType<Equal<typeof event.path, readonly number[] | undefined>>(true);
          expectType<Equal<typeof event.branch, number | undefined>>(true);
          expectType<Equal<[typeof event.run, typeof event.time], [number, number]>>(true);
          told.push(event.type, tell(event));
        },
      },
    );

    await lastValueFrom(half([4]));
    expect(told).toEqual([
      'run-started',
      ['half'],
      'waiting',
      4,
      'source-ended',
      undefined,
      'started',
      1,
      'settled',
      ['rejected', 'not yet'],
      'retrying',
      ['not yet', 0],
      'requeued',
      undefined,
      'started',
      2,
      'emitted',
      2,
      'settled',
      ['fulfilled', undefined],
      'completed',
      undefined,
      'run-ended',
      ['completed', undefined],
    ]);
  });

  it('narrow by whether there is a branch', () => {
    const narrowed = (event: PipelineEvent): unknown => {
      if (event.branch === undefined) {
        expectType<Equal<typeof event, RunEvent>>(true);
        return event.type;
      }
      expectType<Equal<typeof event, BranchEvent>>(true);
      expectType<Equal<typeof event.path, readonly number[]>>(true);
      expectType<Equal<typeof event.input, unknown>>(true);
      expectType<Equal<[typeof event.branch, typeof event.parent], [number, number | undefined]>>(true);
      expectType<Equal<[typeof event.waited, typeof event.inFlight], [number, number]>>(true);
      return event.path;
    };
    const told: unknown[] = [];
    pipeline(
      stage('none', (n: number) => (n > 1 ? [n] : [])),
      { onEvent: (event) => told.push(narrowed(event)) },
    )([1]).subscribe();

    expect(told).toEqual(['run-started', [0], 'source-ended', [0], [0], [0], 'run-ended']);
  });

  it('are what an observer gets, too', () => {
    const half = stage('half', (n: number) => of(n / 2));
    const events = new Subject<PipelineEvent>();
    const types: string[] = [];
    events.subscribe(({ type }) => types.push(type));

    pipeline(half, { onEvent: events })([]).subscribe();

    expect(types).toEqual(['run-started', 'source-ended', 'run-ended']);
  });
});

function tell(event: PipelineEvent): unknown {
  switch (event.type) {
    case 'run-started':
      expectType<Equal<typeof event, RunStartedEvent>>(true);
      expectType<Equal<typeof event.stages, readonly StageInfo[]>>(true);
      return event.stages.map(({ name }) => name);
    case 'source-ended':
      expectType<Equal<typeof event, SourceEndedEvent>>(true);
      return event.stage;
    case 'run-ended':
      expectType<Equal<typeof event, RunEndedEvent>>(true);
      expectType<Equal<[typeof event.status, typeof event.reason], ['completed' | 'errored' | 'cancelled', unknown]>>(true);
      return [event.status, event.reason];
    case 'waiting':
      expectType<Equal<typeof event, WaitingEvent>>(true);
      return event.input;
    case 'started':
      expectType<Equal<typeof event, StartedEvent>>(true);
      return event.attempt;
    case 'emitted':
      expectType<Equal<typeof event, EmittedEvent>>(true);
      expectType<Equal<[typeof event.value, typeof event.index], [unknown, number]>>(true);
      return event.value;
    case 'settled':
      expectType<Equal<typeof event, SettledEvent>>(true);
      expectType<Equal<[typeof event.status, typeof event.reason], ['fulfilled' | 'rejected', unknown]>>(true);
      return [event.status, event.reason];
    case 'served':
      expectType<Equal<typeof event, ServedEvent>>(true);
      expectType<Equal<[typeof event.by, typeof event.leader], ['cache' | 'attempt', number | undefined]>>(true);
      return event.by;
    case 'retrying':
      expectType<Equal<typeof event, RetryingEvent>>(true);
      expectType<Equal<[typeof event.reason, typeof event.delay], [unknown, number | undefined]>>(true);
      return [event.reason, event.delay];
    case 'paused':
      expectType<Equal<typeof event, PausedEvent>>(true);
      expectType<Equal<typeof event.ms, number>>(true);
      return event.ms;
    case 'rejected':
      expectType<Equal<typeof event, RejectedEvent>>(true);
      expectType<Equal<typeof event.reason, unknown>>(true);
      return event.reason;
    default:
      expectType<Equal<typeof event, RequeuedEvent | PagedEvent | CompletedEvent | CancelledEvent>>(true);
      return undefined;
  }
}
