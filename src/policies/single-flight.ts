import { FUNCTION, has, STRING, type Rule } from '../check.js';
import { isForeign } from '../brand.js';
import { within } from '../engine/async-context.js';
import { isClosed } from '../engine/is-closed.js';
import { TAKEN_OVER } from '../engine/refusal.js';
import type { Attempt, Branch, BranchQueue, Failure, Policy, PolicyDefinition, Refusal, StageRun } from '../engine/types.js';
import type { ServedEvent } from '../events/branch-event.js';
import { askCache, valuesOf } from './ask-cache.js';
import type { Answer, Cache } from './cache.js';
import { checkReturned } from './check-returned.js';
import { schedule } from './trampoline.js';

type KeyOf = (branch: Branch) => unknown;

const CACHE: Rule = ['an object with `get` and `set` methods', (value) => has(value, 'get') && has(value, 'set') && !isForeign(value)];

interface Options {
  readonly key?: (input: unknown) => unknown;
  readonly cache?: Cache;
  readonly recurse?: unknown;
}

const forgottenKey = (cache: unknown, { key }: Options): string | undefined =>
  key === undefined && !has(cache, 'identify') ? '`cache` needs `key`: give the stage a `key: (input) => string`' : undefined;

export const singleFlight: PolicyDefinition<Options> = {
  rules: { key: FUNCTION, cache: [CACHE[0], CACHE[1], forgottenKey] },
  create({ key, cache, recurse }, stage) {
    if (key !== undefined) return [new SingleFlight(stage, ({ input }) => key(input), cache, recurse !== undefined)];
    if (cache?.identify === undefined) return [];
    return [new SingleFlight(stage, ({ input, path }) => cache.identify?.(input, path), cache, false)];
  },
};

type Flights = Map<string, Flight>;

const flightsOfCaches = new WeakMap<Cache, Map<string, Flights>>();

/** The flights of a cache at a stage, of all runs that share the cache. */
function sharedFlights(cache: Cache, stage: string): Flights {
  const byStage = flightsOfCaches.get(cache) ?? new Map<string, Flights>();
  flightsOfCaches.set(cache, byStage);
  const flights = byStage.get(stage) ?? new Map<string, Flight>();
  byStage.set(stage, flights);
  return flights;
}

/**
 * The attempts of one branch, the leader, that the other branches with its key in its run, the
 * followers, wait for. The leader itself follows another run's flight if that one started first.
 */
class Flight implements BranchQueue {
  /** The branches that follow it, the oldest first, each with the policy of its stage. */
  readonly followers = new Map<Branch, SingleFlight>();

  constructor(
    readonly key: string,
    public leader: Branch,
  ) {}

  delete(branch: Branch): void {
    this.followers.delete(branch);
  }
}

/** What is known of a branch that is not closed. */
interface Entry {
  readonly key: string;
  /** Why there is no key. */
  readonly failure: Failure | undefined;
  /** The flight that it leads. */
  flight: Flight | undefined;
}

function reportServed(branch: Branch, detail: Pick<ServedEvent, 'by' | 'leader'>): void {
  branch.stage.run.reporter?.report('served', branch, detail);
}

/** Lets branches with the same key share attempts, and answers from a cache. */
class SingleFlight implements Policy {
  readonly remembers = true;
  private readonly stage: StageRun;
  private readonly keyOf: KeyOf;
  private readonly cache: Cache | undefined;
  private readonly entries = new Map<Branch, Entry>();
  /** The flights of this run, and the started flights of all runs. */
  private readonly flights: Flights = new Map();
  private readonly shared: Flights | undefined;
  /** The keys of all inputs of a recursive stage. */
  private readonly seen: Set<string> | undefined;

  constructor(stage: StageRun, keyOf: KeyOf, cache: Cache | undefined, isRecursive: boolean) {
    this.stage = stage;
    this.keyOf = keyOf;
    this.cache = cache;
    this.shared = cache && sharedFlights(cache, stage.plan.name);
    this.seen = isRecursive ? new Set() : undefined;
  }

  nameOf(branch: Branch): string | undefined {
    return this.entries.get(branch)?.key;
  }

  created(branch: Branch): boolean {
    const entry = this.entryOf(branch);
    this.entries.set(branch, entry);
    // Pages are not new inputs.
    if (this.seen === undefined || entry.failure !== undefined || branch.number > 0) return false;
    const isKnown = this.seen.has(entry.key);
    this.seen.add(entry.key);
    if (isKnown) this.entries.delete(branch);
    return isKnown;
  }

  /** A branch waits: for its turn, for another branch with its key, or for the cache. */
  waiting(branch: Branch): boolean {
    const entry = this.entries.get(branch) as Entry;
    const { key, failure } = entry;
    const flight = this.flights.get(key);
    if (failure !== undefined) this.stage.settle(branch, failure);
    else if (flight !== undefined) this.follow(branch, flight);
    else {
      this.lead(branch, entry, new Flight(key, branch));
      const cache = this.cache;
      if (cache === undefined) return false;
      this.stage.park(branch);
      askCache(
        branch,
        () => cache.get(this.stage.plan.name, key),
        (answer) => valuesOf(this.stage.title, answer),
        (values) => {
          if (values === undefined) {
            if (!this.joins(branch)) this.stage.enqueue(branch);
          } else this.serve(branch, values, undefined, 'cache');
        },
        (reason) => {
          this.stage.fail(branch, reason);
        },
      );
    }
    return true;
  }

  /** Only now, when it could start, a leader may find that another run has already started. */
  admit(branch: Branch | undefined, isResuming: boolean): Refusal | undefined {
    return branch !== undefined && !isResuming && this.joins(branch) ? TAKEN_OVER : undefined;
  }

  working({ branch }: Attempt): void {
    const flight = this.entries.get(branch)?.flight;
    if (flight !== undefined) this.shared?.set(flight.key, flight);
  }

  settled(branch: Branch, failure: Failure | undefined, attempt: Attempt | undefined): boolean {
    const flight = this.entries.get(branch)?.flight;
    // A leader that timed out itself says nothing about the work: another branch leads when it
    // closes.
    if (flight === undefined || branch.deadlines?.isExpired === true) return false;
    const values = attempt?.values ?? [];
    if (this.cache === undefined || (failure !== undefined && this.cache.setFailure === undefined)) this.land(branch, values, failure, attempt);
    else this.store(this.cache, branch, flight, values, failure, attempt);
    return true;
  }

  closed(branch: Branch): void {
    const flight = this.entries.get(branch)?.flight;
    this.entries.delete(branch);
    if (flight !== undefined) this.promote(flight);
  }

  private entryOf(branch: Branch): Entry {
    try {
      const key = this.keyOf(branch);
      checkReturned(`the result of ${this.stage.options.key === undefined ? 'cache.identify' : 'key'}`, STRING, key, this.stage.plan.name);
      return { key: key as string, failure: undefined, flight: undefined };
    } catch (reason) {
      return { key: '', failure: { reason }, flight: undefined };
    }
  }

  private lead(branch: Branch, entry: Entry, flight: Flight): void {
    flight.leader = branch;
    entry.flight = flight;
    this.flights.set(flight.key, flight);
  }

  private follow(branch: Branch, flight: Flight): void {
    this.stage.run.timers.clear(branch.deadlines?.queue);
    this.stage.park(branch, flight);
    flight.followers.set(branch, this);
    const { run } = flight.leader.stage;
    if (run === this.stage.run || run.order === undefined) return;
    // Otherwise two runs that hold back outcomes could wait for each other.
    run.order.urgent.add(flight.leader);
    schedule(run);
  }

  /** @returns whether a leader follows the flight of another run that has started */
  private joins(branch: Branch): boolean {
    const own = this.entries.get(branch)?.flight;
    const other = own && this.shared?.get(own.key);
    if (other === undefined || other === own) return false;
    this.stage.leave(branch);
    this.follow(branch, other);
    return true;
  }

  /** Stores what a leader has, or why it failed, and then lands it. */
  private store(cache: Cache, branch: Branch, { key }: Flight, values: Answer, failure: Failure | undefined, attempt: Attempt | undefined): void {
    const { name } = this.stage.plan;
    const land = (unstored?: Failure): void => {
      this.land(branch, values, failure ?? unstored, attempt);
    };
    branch.phase = 'draining';
    askCache(
      branch,
      () => (failure === undefined ? cache.set(name, key, values) : cache.setFailure?.(name, key, failure.reason)),
      () => undefined,
      land,
      (reason) => {
        land({ reason });
      },
    );
  }

  /** A leader's work has ended. The leader goes on, and its followers get the result. */
  private land(branch: Branch, values: Answer, failure: Failure | undefined, attempt: Attempt | undefined): void {
    const flight = this.end(branch);
    this.stage.settle(branch, failure, attempt, this);
    // Nothing that is held back was emitted.
    const emitted = failure !== undefined && this.stage.holdsBack ? [] : values;
    if (flight !== undefined) SingleFlight.serveFollowers(flight, emitted, failure, 'attempt');
  }

  /** Serves a branch values that already exist. */
  private serve(branch: Branch, values: Answer, failure: Failure | undefined, by: ServedEvent['by'], leader?: number): void {
    // The values may arrive in the async context of another branch.
    if (this.stage.run.reporter !== undefined) within(branch.context, reportServed, branch, { by, leader });
    // The listener may have ended the run.
    if (isClosed(branch)) return;
    const flight = this.end(branch);
    this.stage.drain(branch, values, failure, this);
    if (flight !== undefined) SingleFlight.serveFollowers(flight, values, failure, by);
  }

  private static serveFollowers({ followers, leader }: Flight, values: Answer, failure: Failure | undefined, by: ServedEvent['by']): void {
    for (const [follower, policy] of followers) {
      policy.stage.leave(follower);
      const isOwn = by === 'attempt' && policy.stage.run === leader.stage.run;
      policy.serve(follower, values, failure, by, isOwn ? leader.number : undefined);
      schedule(policy.stage.run);
    }
  }

  /**
   * The leader has left its flight. The oldest follower becomes leader and starts over. Followers
   * of other runs wait for their turn, and follow again if another run is faster.
   */
  private promote(flight: Flight): void {
    this.endFlight(flight);
    let isLed = false;
    for (const [follower, policy] of flight.followers) {
      const { run } = policy.stage;
      const entry = policy.entries.get(follower) as Entry;
      const isOther = entry.flight !== undefined;
      const total = follower.deadlines?.total;
      // A branch that times out at this moment would only start to be cancelled.
      if (run.closed || (total !== undefined && total.at <= run.timers.now()) || (isLed && !isOther)) continue;
      policy.stage.leave(follower);
      if (!isOther) {
        isLed = true;
        policy.lead(follower, entry, flight);
      }
      policy.stage.enqueue(follower);
      schedule(run);
    }
  }

  /** A branch stops leading. Returns the flight that it led. */
  private end(branch: Branch): Flight | undefined {
    const entry = this.entries.get(branch);
    const flight = entry?.flight;
    if (entry === undefined || flight === undefined) return undefined;
    entry.flight = undefined;
    this.endFlight(flight);
    return flight;
  }

  private endFlight(flight: Flight): void {
    const { key, leader } = flight;
    this.stage.run.order?.urgent.delete(leader);
    this.flights.delete(key);
    if (this.shared?.get(key) === flight) this.shared.delete(key);
  }
}
