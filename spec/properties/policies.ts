import fc, { type Arbitrary } from 'fast-check';
import { PLAIN } from './tree.js';

/** How a stage tries again; delays are frames. */
export interface Retries {
  readonly count: number;
  readonly delay: number;
  /**
   * Whether its delays grow by as much with each retry, or are told by a stream that ends after so
   * long; or its function throws.
   */
  readonly by: 'number' | 'growth' | 'stream' | 'mistake';
  /** Whether errors of type are not worth a retry. */
  readonly picky: boolean;
  /** For how many frames the limits pause after an error, or half of how many after another failure. */
  readonly pause: number;
}

/** What a function throws that should have given a delay. */
export const MISTAKE = new Error('mistake');

/** What one stage does beside asking once. */
export interface Policies {
  readonly retry: Retries | undefined;
  readonly attempt: number | undefined;
  readonly total: number | undefined;
  readonly queue: number | undefined;
  readonly atomic: boolean;
  /** Who shares the attempts for equal inputs, and whether the answers are kept, by a cache that answers at once or later. */
  readonly sharing: 'run' | 'cache' | 'slow cache' | undefined;
  readonly pages: boolean;
  /** Which of the scenario's limits its attempts need. */
  readonly limits: readonly number[];
}

/** A bound that stages and runs share. A rate's window is no whole number of frames, so that it never ends when something else happens. */
export interface LimitScenario {
  readonly kind: 'concurrency' | 'rate';
  readonly max: number;
  readonly per: number;
  /** Whether each group of inputs has its own. */
  readonly keyed: boolean;
}

/** Which policies to make. */
export interface PolicyChoice {
  /** Whether a timeout may end when an answer comes: with promises nobody could say which is first. */
  readonly ties: boolean;
  /** Bounds of waiting, whose effect no tree can tell. */
  readonly waits: boolean;
  readonly sharing: readonly Policies['sharing'][];
  readonly limits: readonly LimitScenario['kind'][];
  readonly keyed: boolean;
  readonly atomic: boolean;
  readonly pages: boolean;
  readonly delays: readonly Retries['by'][];
  readonly pauses: boolean;
}

export const NO_POLICIES: Policies = {
  retry: undefined,
  attempt: undefined,
  total: undefined,
  queue: undefined,
  atomic: false,
  sharing: undefined,
  pages: false,
  limits: [],
};

export const ANY_POLICY: PolicyChoice = {
  ties: false,
  waits: true,
  sharing: [undefined, undefined, undefined, 'run', 'cache', 'slow cache'],
  limits: ['concurrency', 'rate'],
  keyed: true,
  atomic: true,
  pages: true,
  delays: ['number', 'number', 'growth', 'growth', 'stream', 'stream', 'mistake'],
  pauses: true,
};

export const LIMITS = 2;

export function policies(choice: PolicyChoice): Arbitrary<Policies> {
  const { ties, waits, sharing, limits, atomic, pages, delays, pauses } = choice;
  const times = ties ? [0, 0.5, 1, 1.5, 2, 3, 5] : [0.5, 1.5, 2.5, 4.5];
  const time = rarely(fc.constantFrom(...times));
  const never = fc.constant(undefined);
  const retry = fc.record(
    {
      count: fc.constantFrom(0, 1, 1, 2, 3),
      delay: fc.constantFrom(0, 0, 1, 2, 3),
      by: fc.constantFrom(...delays),
      picky: sometimes(true, 4),
      pause: pauses ? fc.constantFrom(0, 0, 0, 1, 2.5) : fc.constant(0),
    },
    PLAIN,
  );
  return fc.record(
    {
      retry: fc.option(retry, { nil: undefined }),
      attempt: time,
      total: waits ? rarely(fc.constantFrom(0.5, 2.5, 5.5, 9.5)) : never,
      queue: waits ? rarely(fc.constantFrom(0, 0.5, 2.5, 5.5)) : never,
      atomic: sometimes(atomic, 4),
      sharing: fc.constantFrom(...sharing),
      pages: sometimes(pages, 4),
      limits: limits.length === 0 ? fc.constant([]) : fc.uniqueArray(fc.nat(LIMITS - 1), { maxLength: LIMITS }),
    },
    PLAIN,
  );
}

export function limitScenarios({ limits, keyed }: PolicyChoice): Arbitrary<readonly LimitScenario[]> {
  const limit = fc.record(
    {
      kind: fc.constantFrom(...(limits.length === 0 ? ['concurrency' as const] : limits)),
      max: fc.integer({ min: 1, max: 3 }),
      per: fc.constantFrom(1, 2, 5).map((frames) => frames + 381 / 1024),
      keyed: sometimes(keyed, 3),
    },
    PLAIN,
  );
  return fc.array(limit, { minLength: LIMITS, maxLength: LIMITS });
}

/** True once in a few times, if ever. */
function sometimes(ever: boolean, times: number): Arbitrary<boolean> {
  return ever ? fc.nat(times - 1).map((chance) => chance === times - 1) : fc.constant(false);
}

function rarely(time: Arbitrary<number>): Arbitrary<number | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: time });
}
