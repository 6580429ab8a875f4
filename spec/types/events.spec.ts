import { lastValueFrom, of, throwError } from 'rxjs';
import {
  pipeline,
  stage,
  type BranchEvent,
  type CancelledEvent,
  type CompletedEvent,
  type EmittedEvent,
  type PagedEvent,
  type PausedEvent,
  type RejectedEvent,
  type RetryingEvent,
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
          expectType<Equal<typeof event, BranchEvent>>(true);
          expectType<Equal<typeof event.path, readonly number[]>>(true);
          expectType<Equal<typeof event.input, unknown>>(true);
          expectType<Equal<[typeof event.branch, typeof event.parent], [number, number | undefined]>>(true);
          told.push(event.type, tell(event));
        },
      },
    );

    await lastValueFrom(half([4]));
    expect(told).toEqual(['waiting', 4, 'started', 1, 'retrying', ['not yet', 0], 'started', 2, 'emitted', 2, 'completed', undefined]);
  });
});

function tell(event: BranchEvent): unknown {
  switch (event.type) {
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
      expectType<Equal<typeof event, PagedEvent | CompletedEvent | CancelledEvent>>(true);
      return undefined;
  }
}
