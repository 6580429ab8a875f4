import { Subscription, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { has, type Rule } from '../../check.js';
import type { StagesScheduler } from '../stages-scheduler.js';
import type { Given } from './notification-record.js';

/** Something that can be subscribed to. */
export const OBSERVABLE: Rule = ['an Observable', (value) => has(value, 'subscribe')];

/**
 * Has an Observable subscribed to, and unsubscribed from, when a diagram says so: from the beginning until the test is over, if there is none.
 *
 * @param take - is given whatever it gives
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
  // As in rxjs, before whatever else is scheduled for that frame.
  if (unsubscribedFrame !== Infinity) {
    scheduler.schedule(() => {
      subscription.unsubscribe();
    }, unsubscribedFrame);
  }
}
