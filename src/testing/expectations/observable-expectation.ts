import { isObservable, type Observable } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { check } from '../../check.js';
import { parse } from '../diagrams/marks.js';
import { whole } from '../diagrams/whole.js';
import type { StagesScheduler } from '../stages-scheduler.js';
import { Statement } from '../statement.js';
import { NotificationRecord, read, type Entry, type Given, type Reading } from './notification-record.js';
import { OBSERVABLE, observe } from './observe.js';
import { pasteNotifications } from './pasted.js';

const asItIs: Reading = (meaning) => ({ meaning });

/** Like the `expectObservable` of RxJS, but a failure shows both diagrams. */
export function expectObservable(scheduler: StagesScheduler): RunHelpers['expectObservable'] {
  const expectObservable: RunHelpers['expectObservable'] = (observable, subscriptionMarbles = null) => {
    check('expectObservable: observable', OBSERVABLE, observable);
    const record = scheduler.add(
      new NotificationRecord('expectObservable', 'notifications', new Statement(expectObservable), scheduler, pasteNotifications),
    );
    collect(scheduler, observable, subscriptionMarbles, (given) => {
      record.add(given);
    });
    const toBe = (marbles: string, values?: unknown, error?: unknown): void => {
      const wanted = wantedOf(marbles, values, error);
      record.expect(new Statement(toBe), asItIs, () => wanted);
    };
    const toEqual = (other: Observable<unknown>): void => {
      const wanted: Entry[] = [];
      collect(scheduler, other, subscriptionMarbles, (given) => {
        wanted.push(read(given, asItIs));
      });
      record.expect(new Statement(toEqual), asItIs, () => wanted);
    };
    return { toBe, toEqual };
  };
  return expectObservable;
}

/**
 * The entries of a diagram. An Observable among the values means the notifications that it emits.
 */
function wantedOf(marbles: string, values: unknown, error: unknown): Entry[] {
  const signs = parse(marbles);
  const messages = TestScheduler.parseMarbles(marbles, values, error, true, true);
  return messages.map(({ frame, notification }, index): Entry => {
    if (notification.kind === 'N') return { frame: whole(frame), kind: 'N', meaning: notification.value as unknown, sign: signs[index]?.sign ?? '?' };
    return { frame: whole(frame), kind: notification.kind, meaning: notification.kind === 'E' ? (notification.error as unknown) : undefined };
  });
}

/**
 * Records an Observable. As in RxJS, inner Observables are subscribed to at once, and recorded as
 * what they emit from then on.
 */
function collect(scheduler: StagesScheduler, observable: Observable<unknown>, marbles: string | null, take: (given: Given) => void): void {
  observe(scheduler, observable, marbles, (given) => {
    const { value } = given;
    const { frame } = scheduler;
    if (!isObservable(value)) {
      take(given);
      return;
    }
    const messages: unknown[] = [];
    scheduler.untilOver(
      value.subscribe({
        next: (own) => messages.push({ frame: scheduler.frame - frame, notification: { kind: 'N', value: own, error: undefined } }),
        error: (reason: unknown) => messages.push({ frame: scheduler.frame - frame, notification: { kind: 'E', value: undefined, error: reason } }),
        complete: () => messages.push({ frame: scheduler.frame - frame, notification: { kind: 'C', value: undefined, error: undefined } }),
      }),
    );
    take({ ...given, value: messages });
  });
}
