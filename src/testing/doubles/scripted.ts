import { Observable } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { STRING } from '../../check.js';
import { checkReturned } from '../../policies/check-returned.js';
import { quote } from '../../quote.js';
import { isUpper, type Meanings } from '../diagrams/letters.js';
import { whole } from '../diagrams/whole.js';
import { parse } from '../diagrams/marks.js';
import type { StagesScheduler } from '../stages-scheduler.js';
import { ANY, checkScript, marblesOf, type Script } from './script.js';

type Cold = ReturnType<TestScheduler['createColdObservable']>;

/** When something was subscribed to and unsubscribed from, in frames; `Infinity` means never. */
export type SubscriptionFrames = Cold['subscriptions'][number];

/** One call of a scripted project. */
export interface ScriptedCall<I = string | number> {
  readonly input: I;
  /** The number of the attempt of its branch, from 1. */
  readonly attempt: number;
  /** When its answer was subscribed to, in ms of virtual time. */
  readonly subscribedFrame: number;
  /**
   * When its answer ended or was unsubscribed from, in ms of virtual time; `Infinity` if neither
   * happened.
   */
  readonly unsubscribedFrame: number;
}

/** How the marbles of an input are found. */
export interface ScriptedOptions<I = string | number> {
  /**
   * Returns the key of an input's marbles.
   *
   * @default keyOf the input itself, if it is a string or a number
   */
  readonly keyOf?: ((input: I) => string) | undefined;
}

/** A project that answers with marbles and records its calls. */
export interface Scripted<O, I = string | number> {
  (input: I, context?: { readonly attempt: number }): Observable<O>;
  /**
   * All calls, in order. If read after the test's expectations, it first runs the rest of the
   * virtual time.
   */
  readonly calls: readonly ScriptedCall<I>[];
  /**
   * Returns when the answers for an input were subscribed to, for `expectSubscriptions`.
   *
   * @param key - the input's key
   * @default key all inputs, in the order in which they were subscribed to
   * @param attempt - the number of the attempt, from 1
   * @default attempt all of them, in order
   * @throws Error if there are no marbles for the key or the attempt
   */
  subscriptions(key?: string, attempt?: number): SubscriptionFrames[];
}

/** Answers with marbles, by key and attempt. */
export interface Answers {
  readonly to: (key: string, attempt: number) => Cold;
  readonly subscriptions: (key?: string, attempt?: number) => SubscriptionFrames[];
}

/** Creates a scripted project that runs on a scheduler. */
export function scripted<O, I>(
  scheduler: StagesScheduler,
  script: Script,
  values: Readonly<Record<string, O>> = {},
  errors: Meanings = {},
  { keyOf = keyOfItself('scripted') }: ScriptedOptions<I> = {},
): Scripted<O, I> {
  const answers = answersOf('scripted', scheduler, script, values, errors);
  checkLetters('scripted', script, values);
  const calls: ScriptedCall<I>[] = [];

  const project = (input: I, { attempt }: { readonly attempt: number } = { attempt: 1 }): Observable<O> => {
    const answer = scheduler.orProblem(() => {
      const key = keyOf(input);
      checkReturned('scripted: the result of keyOf', STRING, key);
      return answers.to(key, attempt);
    });
    return new Observable((subscriber) => {
      const index = answer.subscriptions.length;
      calls.push({
        input,
        attempt,
        subscribedFrame: scheduler.ms,
        get unsubscribedFrame() {
          return whole(answer.subscriptions[index]?.unsubscribedFrame ?? Infinity);
        },
      });
      return (answer as Observable<unknown> as Observable<O>).subscribe(subscriber);
    });
  };

  const get = (): typeof calls => {
    scheduler.settle();
    return calls;
  };
  return Object.defineProperty(Object.assign(project, { subscriptions: answers.subscriptions }), 'calls', { get }) as Scripted<O, I>;
}

/**
 * Creates the answers of a script.
 *
 * @param who - the owner of the script, for messages
 */
export function answersOf(who: string, scheduler: StagesScheduler, script: Script, values: Meanings, errors: Meanings): Answers {
  checkScript(who, script, (marbles) => scheduler.createColdObservable(marbles));
  const answers = new Map<string, Cold>();
  const all: SubscriptionFrames[] = [];
  const logs = new Map<string, SubscriptionFrames[]>();

  const logOf = (key: string): SubscriptionFrames[] => {
    const log = logs.get(key) ?? [];
    logs.set(key, log);
    return log;
  };

  const to = (key: string, attempt: number): Cold => {
    scheduler.assertGoingOn();
    const name = `${String(attempt)} ${key}`;
    const marbles = marblesOf(who, script, key, attempt);
    const known = answers.get(name);
    if (known !== undefined) return known;
    const answer = coldOf(scheduler, marbles, values, errors);
    answers.set(name, answer);
    logTo([all, logOf(key)], answer, scheduler);
    return answer;
  };

  const subscriptions = (key?: string, attempt?: number): SubscriptionFrames[] => {
    if (key === undefined) return all;
    if (key === ANY) throw new TypeError(`${who}: call subscriptions() for all inputs, or with the key of one, got '*'`);
    const first = to(key, attempt ?? 1);
    return attempt === undefined ? logOf(key) : first.subscriptions;
  };

  return { to, subscriptions };
}

/** A cold Observable of a diagram. Upper case letters without a value are errors. */
function coldOf(scheduler: TestScheduler, marbles: string, values: Meanings, errors: Meanings): Cold {
  const cold = scheduler.createColdObservable<unknown>(marbles);
  cold.messages = cold.messages.map(({ frame, notification }) => {
    if (notification.kind === 'E') return { frame, notification: { kind: 'E', error: Object.hasOwn(errors, '#') ? errors['#'] : 'error' } };
    if (notification.kind !== 'N') return { frame, notification };
    const letter = String(notification.value);
    if (Object.hasOwn(values, letter)) return { frame, notification: { kind: 'N', value: values[letter] } };
    if (isUpper(letter)) return { frame, notification: { kind: 'E', error: Object.hasOwn(errors, letter) ? errors[letter] : letter } };
    return { frame, notification };
  });
  return cold;
}

/**
 * Also records the subscriptions of an Observable in other logs. Subscriptions that are open at the
 * end of the test count as never unsubscribed.
 */
function logTo(logs: readonly SubscriptionFrames[][], cold: Cold, scheduler: StagesScheduler): void {
  const places: number[][] = [];
  const subscribed = cold.logSubscribedFrame.bind(cold);
  const unsubscribed = cold.logUnsubscribedFrame.bind(cold);
  cold.logSubscribedFrame = () => {
    const index = subscribed();
    places[index] = logs.map((log) => log.push(cold.subscriptions[index] as SubscriptionFrames) - 1);
    return index;
  };
  cold.logUnsubscribedFrame = (index) => {
    if (scheduler.over) return;
    unsubscribed(index);
    logs.forEach((log, which) => (log[places[index]?.[which] as number] = cold.subscriptions[index] as SubscriptionFrames));
  };
}

/**
 * Checks that no letter is missing from `values`, if any of them is not a string: a missing letter
 * would be a string, by mistake.
 */
export function checkLetters(who: string, script: Script, values: Meanings): void {
  if (Object.values(values).every((value) => typeof value === 'string')) return;
  for (const marbles of Object.values(script).flat()) {
    const missing = parse(marbles).find(({ sign }) => !'|#'.includes(sign) && !isUpper(sign) && !Object.hasOwn(values, sign));
    if (missing) throw new TypeError(`${who}: \`values\` needs ${quote(missing.sign)}, which is in the marbles ${quote(marbles)}`);
  }
}

/**
 * The key of inputs that are strings or numbers.
 *
 * @param who - the owner of the script, for messages
 */
export function keyOfItself(who: string): (input: unknown) => string {
  return (input) => {
    if (typeof input === 'string' || typeof input === 'number') return String(input);
    throw new TypeError(`${who}: inputs that are not strings or numbers need \`keyOf\`, got ${quote(input)}`);
  };
}
