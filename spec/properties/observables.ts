import { Observable, Subject, type Subscriber } from 'rxjs';
import type { Attempt, Resource } from './attempt.js';
import type { Clock } from './clock.js';
import { NONSENSE, valueOf } from './emissions.js';
import { play } from './play.js';

/** An Observable that begins its script anew for who subscribes. */
export function cold(attempt: Attempt, clock: Clock, lists: boolean): Observable<unknown> {
  const { script } = attempt;
  return new Observable((subscriber) => {
    if (script.failing === 'open') throw script.reason;
    const close = opened(attempt, subscriber);
    attempt.inside();
    return play(script, clock, {
      get closed() {
        return subscriber.closed;
      },
      emission(emission) {
        const value = valueOf(emission, attempt, lists);
        if (lists && Array.isArray(value)) attempt.given += value.length;
        attempt.push(() => {
          subscriber.next(value);
        });
      },
      end() {
        if (script.failing === 'no list') subscriber.next(NONSENSE);
        close();
        if (script.failing === 'end') subscriber.error(script.reason);
        else subscriber.complete();
      },
    });
  });
}

/** A source that goes on whether anybody listens or not. It begins when told to, so that who subscribes in the same turn misses nothing. */
export class HotSource extends Observable<unknown> {
  private readonly subject = new Subject<unknown>();

  constructor(
    private readonly attempt: Attempt,
    private readonly clock: Clock,
  ) {
    super((subscriber) => {
      opened(attempt, subscriber);
      return this.subject.subscribe(subscriber);
    });
  }

  begin(): void {
    const { subject } = this;
    const { script, push } = this.attempt;
    play(script, this.clock, {
      closed: false,
      emission({ values }) {
        push(() => {
          subject.next(values[0]);
        });
      },
      end() {
        if (script.failing === 'end') subject.error(script.reason);
        else subject.complete();
      },
    });
  }
}

/** Counts an attempt as working until its Observable ends, which is before the end is told, or is torn down. */
function opened(attempt: Attempt, subscriber: Subscriber<unknown>): () => void {
  const resource: Resource = { what: 'subscription', running: false };
  attempt.open.add(resource);
  attempt.work();
  const close = (): void => {
    if (attempt.open.delete(resource)) attempt.rest();
  };
  subscriber.add(close);
  return close;
}
