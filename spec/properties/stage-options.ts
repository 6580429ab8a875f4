import { StageTimeoutError, type RetryPolicy } from 'rxjs-stages';
import { Observable, of } from 'rxjs';
import type { Clock } from './clock.js';
import { IDLE_POLICIES } from './idle-policy.js';
import { MISTAKE, type Retries } from './policies.js';
import type { StageScenario } from './scenario.js';
import type { Script } from './script.js';
import type { World } from './world.js';

/**
 * The options of a stage as the scenario has it; where it has no policy there is no option.
 *
 * @param inside - called from inside its functions
 * @param pausing - called when one of them asks for a pause
 */
export function optionsOf(
  { concurrency, deliver, idle, policies }: StageScenario,
  name: string,
  world: World,
  inside: () => void,
  pausing: (ms: number) => void,
): object {
  const { retry, attempt, total, queue, atomic, sharing, pages, limits } = policies;
  const call = <T>(result: T): T => {
    inside();
    return result;
  };
  const times = { attempt, total, queue };
  return {
    concurrency,
    deliver,
    ...(idle === undefined ? {} : IDLE_POLICIES[idle]()),
    ...(retry === undefined ? {} : { retry: retryPolicy(retry, world.clock, call, pausing) }),
    ...(Object.values(times).every((ms) => ms === undefined) ? {} : { timeout: times }),
    ...(atomic ? { atomic } : {}),
    ...(sharing === undefined ? {} : { key: (input: Script) => call(String(input.name)) }),
    ...(sharing === undefined || sharing === 'run' ? {} : { cache: world.cacheOf(name, sharing === 'slow cache') }),
    ...(pages ? { nextPage: (_value: unknown, input: Script) => call(input.following) } : {}),
    ...(limits.length === 0 ? {} : { limit: world.limitsOf(limits) }),
  };
}

function retryPolicy(
  { count, delay, by, picky, pause }: Retries,
  clock: Clock,
  call: <T>(result: T) => T,
  pausing: (ms: number) => void,
): RetryPolicy {
  return {
    count,
    delay:
      by === 'number'
        ? delay
        : (_error, retryCount) => {
            if (by === 'mistake') throw MISTAKE;
            return call(by === 'growth' ? delay * retryCount : wait(delay, clock));
          },
    ...(picky ? { when: (error: unknown) => call(!(error instanceof TypeError)) } : {}),
    ...(pause > 0
      ? {
          pause: (error: unknown) => {
            const ms = error instanceof StageTimeoutError ? undefined : error instanceof Error ? pause : 2 * pause;
            if (ms !== undefined) pausing(ms);
            return call(ms);
          },
        }
      : {}),
  };
}

/** Gives a value after so many frames, at once if there are none. */
function wait(frames: number, clock: Clock): Observable<unknown> {
  return frames === 0
    ? of(undefined)
    : new Observable((subscriber) =>
        clock.after(frames, () => {
          subscriber.next(undefined);
        }),
      );
}
