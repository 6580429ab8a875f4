import { Observable } from 'rxjs';
import { STRING } from '../../check.js';
import { checkReturned } from '../../policies/check-returned.js';
import { quote } from '../../quote.js';
import { isUpper, type Meanings } from '../diagrams/letters.js';
import { parse, type Mark } from '../diagrams/marks.js';
import type { StagesScheduler } from '../stages-scheduler.js';
import { ANY, checkScript, marblesOf, type Script } from './script.js';
import { checkLetters, keyOfItself, type ScriptedOptions, type SubscriptionFrames } from './scripted.js';

/** One request of a scripted project for several inputs. */
export interface ScriptedRequest<I = string | number> {
  readonly inputs: readonly I[];
  /** For each input, the number of the attempt of its branch, from 1. */
  readonly attempts: readonly number[];
  /** When its answer was subscribed to, in ms of virtual time. */
  readonly subscribedFrame: number;
  /**
   * When its answer ended or was unsubscribed from, in ms of virtual time; `Infinity` if neither
   * happened.
   */
  readonly unsubscribedFrame: number;
}

/** A project of a batch stage that answers with marbles and records its requests. */
export interface ScriptedBatch<O, I = string | number> {
  (inputs: readonly I[], context?: { readonly branches: readonly { readonly attempt: number }[] }): Observable<readonly (O | Error)[]>;
  /**
   * All requests, in order. If read after the test's expectations, it first runs the rest of the
   * virtual time.
   */
  readonly calls: readonly ScriptedRequest<I>[];
  /**
   * Returns when the answers of requests were subscribed to, for `expectSubscriptions`.
   *
   * @param key - the key of an input: only requests that include it
   * @default key all requests, in the order in which they were subscribed to
   * @param attempt - only requests for this attempt of the input, from 1
   * @default attempt all of them, in order
   * @throws Error if there are no marbles for the key or the attempt
   */
  subscriptions(key?: string, attempt?: number): SubscriptionFrames[];
}

type Mutable<T> = { -readonly [Property in keyof T]: T[Property] };

const WHO = 'scriptedBatch';

/** Creates a scripted project of a batch stage. */
export function scriptedBatch<O, I>(
  scheduler: StagesScheduler,
  script: Script,
  values: Readonly<Record<string, O>> = {},
  errors: Meanings = {},
  { keyOf = keyOfItself(WHO) }: ScriptedOptions<I> = {},
): ScriptedBatch<O, I> {
  checkScript(WHO, script, answerIn);
  checkLetters(WHO, script, values);
  const requests: ScriptedRequest<I>[] = [];
  const logs = new Map<string, SubscriptionFrames[]>();
  const logOf = (name: string): SubscriptionFrames[] => {
    const log = logs.get(name) ?? [];
    logs.set(name, log);
    return log;
  };
  const markOf = (key: string, attempt: number): Mark | undefined => answerIn(marblesOf(WHO, script, key, attempt));

  /** The answer for one input. */
  const meaningOf = (sign: string): unknown => {
    if (Object.hasOwn(values, sign)) return values[sign];
    if (!isUpper(sign)) return sign;
    const error = Object.hasOwn(errors, sign) ? errors[sign] : new Error(sign);
    if (error instanceof Error) return error;
    throw new TypeError(`${WHO}: \`errors\` of upper case letters must be instances of Error, got ${quote(error)} for ${quote(sign)}`);
  };

  const project = (
    inputs: readonly I[],
    context?: { readonly branches: readonly { readonly attempt: number }[] },
  ): Observable<readonly (O | Error)[]> => {
    scheduler.assertGoingOn();
    const attempts = inputs.map((_, index) => context?.branches[index]?.attempt ?? 1);
    const answer = scheduler.orProblem(() => {
      const keys = inputs.map((input) => {
        const key = keyOf(input);
        checkReturned(`${WHO}: the result of keyOf`, STRING, key);
        return key;
      });
      const marks = keys.map((key, index) => markOf(key, attempts[index] as number));
      return { keys, meanings: marks.map((mark) => mark && meaningOf(mark.sign)), end: endOf(marks) };
    });
    return new Observable((subscriber) => {
      const { keys, meanings, end } = answer;
      const request: Mutable<ScriptedRequest<I>> = { inputs, attempts, subscribedFrame: scheduler.ms, unsubscribedFrame: Infinity };
      requests.push(request);
      for (const name of new Set(['', ...keys.flatMap((key, index) => [nameOf(key), nameOf(key, attempts[index])])])) logOf(name).push(request);
      subscriber.add(() => {
        if (!scheduler.over) request.unsubscribedFrame = scheduler.ms;
      });
      if (end === undefined) return;
      subscriber.add(
        scheduler.schedule(() => {
          if (end.sign === '#') subscriber.error(Object.hasOwn(errors, '#') ? errors['#'] : 'error');
          else {
            if (end.sign !== '|') subscriber.next(meanings as (O | Error)[]);
            subscriber.complete();
          }
        }, end.frame),
      );
    });
  };

  const subscriptions = (key?: string, attempt?: number): SubscriptionFrames[] => {
    if (key === undefined) return logOf('');
    if (key === ANY) throw new TypeError(`${WHO}: call subscriptions() for all requests, or with the key of an input, got '*'`);
    markOf(key, attempt ?? 1);
    return logOf(nameOf(key, attempt));
  };
  const get = (): typeof requests => {
    scheduler.settle();
    return requests;
  };
  return Object.defineProperty(Object.assign(project, { subscriptions }), 'calls', { get }) as ScriptedBatch<O, I>;
}

function nameOf(key: string, attempt?: number): string {
  return `${String(attempt ?? 'all')} ${key}`;
}

/**
 * The single sign that marbles may have for an input: its value or error, `#`, which fails the
 * request, or `|`, which ends it without an answer.
 */
function answerIn(marbles: string): Mark | undefined {
  const [first, ...rest] = parse(marbles);
  if (first === undefined || rest.every(({ sign }) => sign === '|')) return first;
  throw new TypeError(`${WHO}: marbles must have one answer for an input, got ${quote(marbles)}`);
}

/**
 * What ends a request, and when. The answer arrives with the letter of the last input, unless an
 * input ends the request earlier.
 */
function endOf(marks: readonly (Mark | undefined)[]): Mark | undefined {
  const known = marks.filter((mark) => mark !== undefined);
  const early = known.filter(({ sign }) => sign === '#' || sign === '|').sort((one, other) => one.frame - other.frame)[0];
  if (early !== undefined || known.length < marks.length) return early;
  return known.reduce<Mark>((last, mark) => (mark.frame > last.frame ? mark : last), { frame: 0, sign: '' });
}
