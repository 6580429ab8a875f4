import { endWith, firstValueFrom, from, ignoreElements, map, of, race, tap, throwError, timer, type Observable } from 'rxjs';
import { adaptiveLimit, concurrencyLimit, perKey, rateLimit, stage, type Outcome, type StageOptions } from 'rxjs-stages';
import { iterate } from '../support/consume.js';

type Options = Pick<StageOptions<number>, 'limit' | 'retry' | 'timeout'>;

/**
 * How many roots each run has, and by how many ms what is timed here is: the shorter, the more
 * often a clock goes on just between two readings. A run takes about 60 ms.
 */
const ROOTS = 40;
const MS = 1;

const failing = (options: Options): Options => ({ ...options, retry: { count: 1, delay: MS, pause: () => MS } });

/** Stages whose every attempt has to wait for a time. */
export const REAL_RUNS: Readonly<Record<string, () => { readonly fails: boolean; readonly options: Options }>> = {
  'delay and pause are the same': () => ({ fails: true, options: failing({ limit: concurrencyLimit(2) }) }),
  'delay and pause are the same, for an adaptive limit': () => ({ fails: true, options: failing({ limit: adaptiveLimit({ max: 2 }) }) }),
  'delay and pause are the same, by key': () => ({
    fails: true,
    options: failing({ limit: perKey(() => concurrencyLimit(1)).by((n: number) => n % 2) }),
  }),
  'a rate': () => ({ fails: false, options: { limit: rateLimit({ max: 1, per: MS }) } }),
  'a rate, and a failure pauses it': () => ({ fails: true, options: failing({ limit: rateLimit({ max: 2, per: MS }) }) }),
  'paused time and again': () => {
    const limit = concurrencyLimit(1);
    limit.pauseFor(MS);
    return { fails: false, options: { limit } };
  },
  'timeouts and delays': () => ({ fails: true, options: { timeout: { attempt: MS, total: 10 * MS }, retry: { count: 1, delay: MS } } }),
};

export type Way = 'pushed' | 'pulled';

/**
 * Plays one of them in real time, its roots pushed or pulled.
 *
 * @param patience - for how many ms its end is waited for
 * @returns whether it has ended, with an outcome for each root
 */
export async function ends(name: string, way: Way, patience: number): Promise<boolean> {
  const { fails, options } = (REAL_RUNS[name] as (typeof REAL_RUNS)[string])();
  const answer = (n: number, { attempt }: { readonly attempt: number }): Observable<number> => {
    if (fails && attempt === 1) return throwError(() => new Error('once'));
    if (options.limit !== undefined && 'pauseFor' in options.limit && !fails) options.limit.pauseFor(MS / 2);
    return n % 2 === 0 ? of(n) : timer(MS / 2).pipe(map(() => n));
  };
  const roots = Array.from({ length: ROOTS }, (_, n) => n);
  const item = stage('item', answer, options);
  const outcomes: Outcome[] = [];
  const take = (outcome: Outcome): void => void outcomes.push(outcome);
  const run: Observable<unknown> =
    way === 'pushed' ? item(of(...roots)).pipe(tap(take), ignoreElements(), endWith(true)) : from(iterate(item(roots), take));
  const ended = await firstValueFrom(race(run.pipe(map(() => true)), timer(patience).pipe(map(() => false))));
  return ended && outcomes.length === ROOTS;
}
