import { Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { quote } from '../quote.js';
import type { Meanings } from './letters.js';
import type { StagesScheduler } from './stages-scheduler.js';

type Cold = ReturnType<TestScheduler['createColdObservable']>;

/** When something was subscribed to, and unsubscribed from, in frames; `Infinity` is never. */
export type SubscriptionFrames = Cold['subscriptions'][number];

/** One call of a scripted project. */
export interface ScriptedCall<I = string | number> {
  readonly input: I;
  /** Which attempt of its branch it was, from 1. */
  readonly attempt: number;
  /** When its answer was subscribed to, in ms. */
  readonly subscribedFrame: number;
  /** When its answer ended or was unsubscribed from, in ms; `Infinity` if it never was. */
  readonly unsubscribedFrame: number;
}

/** How scripted answers are found. */
export interface ScriptedOptions<I = string | number> {
  /**
   * Says under which name the marbles of an input are.
   *
   * @default keyOf the input itself, if it is a string or a number
   */
  readonly keyOf?: ((input: I) => string) | undefined;
}

/** A project that answers by marbles, and knows what it was asked. */
export interface Scripted<O, I = string | number> {
  (input: I, context: { readonly attempt: number }): Observable<O>;
  /** All calls, in order. Read after the test's expectations it plays what is left of the virtual time first. */
  readonly calls: readonly ScriptedCall<I>[];
  /**
   * What `expectSubscriptions` takes: when the answers for an input were subscribed to.
   *
   * @param key - the input's name
   * @param attempt - which attempt, from 1
   * @default attempt all of them, in order
   */
  subscriptions(key: string, attempt?: number): SubscriptionFrames[];
}

/** The marbles of each input: one diagram for all its attempts, or one for each in turn. */
export type Script = Readonly<Record<string, string | readonly string[]>>;

/** Makes a scripted project of a scheduler. */
export function scripted<O, I>(
  scheduler: StagesScheduler,
  script: Script,
  values: Readonly<Record<string, O>> = {},
  errors: Meanings = {},
  { keyOf = nameOf }: ScriptedOptions<I> = {},
): Scripted<O, I> {
  const answers = new Map<string, Cold>();
  const logs = new Map<string, SubscriptionFrames[]>();
  const calls: ScriptedCall<I>[] = [];

  const logOf = (key: string): SubscriptionFrames[] => {
    const log = logs.get(key) ?? [];
    logs.set(key, log);
    return log;
  };

  const answerTo = (key: string, attempt: number): Cold => {
    const name = `${String(attempt)} ${key}`;
    const marbles = marblesOf(script, key, attempt);
    const known = answers.get(name);
    if (known !== undefined) return known;
    const answer = coldOf(scheduler, marbles, values, errors);
    answers.set(name, answer);
    logTo(logOf(key), answer);
    return answer;
  };

  const project = (input: I, { attempt }: { readonly attempt: number }): Observable<O> => {
    const answer = scheduler.orProblem(() => answerTo(keyOf(input), attempt));
    return new Observable((subscriber) => {
      const index = answer.subscriptions.length;
      calls.push({
        input,
        attempt,
        subscribedFrame: scheduler.frame,
        get unsubscribedFrame() {
          return answer.subscriptions[index]?.unsubscribedFrame ?? Infinity;
        },
      });
      return (answer as Observable<unknown> as Observable<O>).subscribe(subscriber);
    });
  };

  return Object.defineProperty(
    Object.assign(project, {
      subscriptions: (key: string, attempt?: number) => (attempt === undefined ? logOf(key) : answerTo(key, attempt).subscriptions),
    }),
    'calls',
    {
      get() {
        scheduler.settle();
        return calls;
      },
    },
  ) as Scripted<O, I>;
}

function marblesOf(script: Script, key: string, attempt: number): string {
  const marbles = Object.hasOwn(script, key) ? script[key] : undefined;
  if (marbles === undefined) {
    throw new Error(`scripted: there are no marbles for ${quote(key)}, only for ${Object.keys(script).map(quote).join(', ') || 'nothing'}`);
  }
  if (typeof marbles === 'string') return marbles;
  const own = marbles[attempt - 1];
  if (own === undefined)
    throw new Error(`scripted: there are marbles for ${String(marbles.length)} attempts of ${quote(key)}, and this is attempt ${String(attempt)}`);
  return own;
}

/** A cold Observable of a diagram, in which upper case letters without a value are errors. */
function coldOf(scheduler: TestScheduler, marbles: string, values: Meanings, errors: Meanings): Cold {
  const cold = scheduler.createColdObservable<unknown>(marbles);
  cold.messages = cold.messages.map(({ frame, notification }) => {
    if (notification.kind === 'E') return { frame, notification: { kind: 'E', error: '#' in errors ? errors['#'] : 'error' } };
    if (notification.kind !== 'N') return { frame, notification };
    const letter = String(notification.value);
    if (letter in values) return { frame, notification: { kind: 'N', value: values[letter] } };
    if (/^[A-Z]$/.test(letter)) return { frame, notification: { kind: 'E', error: letter in errors ? errors[letter] : letter } };
    return { frame, notification };
  });
  return cold;
}

/** Has an Observable log its subscriptions elsewhere as well. */
function logTo(log: SubscriptionFrames[], cold: Cold): void {
  const places: number[] = [];
  const subscribed = cold.logSubscribedFrame.bind(cold);
  const unsubscribed = cold.logUnsubscribedFrame.bind(cold);
  cold.logSubscribedFrame = () => {
    const index = subscribed();
    places[index] = log.push(cold.subscriptions[index] as SubscriptionFrames) - 1;
    return index;
  };
  cold.logUnsubscribedFrame = (index) => {
    unsubscribed(index);
    log[places[index] as number] = cold.subscriptions[index] as SubscriptionFrames;
  };
}

function nameOf(input: unknown): string {
  if (typeof input === 'string' || typeof input === 'number') return String(input);
  throw new TypeError(`scripted: say by keyOf what the marbles of an input are under that is no string, got ${quote(input)}`);
}
