import { Subscription, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { has, type Rule } from '../../check.js';
import type { StagesScheduler } from '../stages-scheduler.js';
import type { Given } from './notification-record.js';

/** Something that can be subscribed to. */
export const OBSERVABLE: Rule = ['an Observable', (value) => has(value, 'subscribe')];

/**
 * Subscribes to an Observable and unsubscribes from it as a diagram says; without one, from the
 * beginning to the end of the test.
 *
 * @param take - receives every notification
 */
export function observe(scheduler: StagesScheduler, observable: Observable<unknown>, marbles: string | null, take: (given: Given) => void): void {
  const { subscribedFrame, unsubscribedFrame } = TestScheduler.parseMarblesAsSubscriptions(marbles, true);
  const subscription = new Subscription();
  scheduler.untilOver(subscription);
  scheduler.schedule(
    () => {
      subscription.add(
        observable.subscribe({
          next: (value) => {
            take({ frame: scheduler.ms, kind: 'N', value });
          },
          error: (value: unknown) => {
            take({ frame: scheduler.ms, kind: 'E', value });
          },
          complete: () => {
            take({ frame: scheduler.ms, kind: 'C', value: undefined });
          },
        }),
      );
    },
    subscribedFrame === Infinity ? 0 : subscribedFrame,
  );
  // As in RxJS, before anything else that is scheduled for that frame.
  if (unsubscribedFrame !== Infinity) {
    scheduler.schedule(() => {
      subscription.unsubscribe();
    }, unsubscribedFrame);
  }
}
