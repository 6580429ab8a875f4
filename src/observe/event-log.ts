import type { BranchEvent, RemoteWork, SettledEvent } from '../events/branch-event.js';

/** The events of branches that a timeline is created from. */
export type LoggedEvent = Exclude<BranchEvent, { readonly type: 'emitted' | 'paused' }>;

const TYPES = ['waiting', 'started', 'settled', 'retrying', 'requeued', 'paged', 'served', 'completed', 'rejected', 'cancelled'] as const;
const NUMBER_OF = Object.fromEntries(TYPES.map((type, number) => [type, number])) as Readonly<Record<LoggedEvent['type'], number>>;

/** What an event has in addition to its type and time. */
export type Detail =
  | { readonly batch: { readonly id: number; readonly size: number } }
  | { readonly reason: unknown; readonly status?: SettledEvent['status']; readonly work?: RemoteWork | undefined }
  | { readonly by: 'cache' | 'attempt'; readonly leader: number | undefined };

/** What has entries in the log. */
export interface Logged {
  /** Its first entry, or -1. */
  first: number;
}

/** One entry, as a reader gets it. All calls get the same object. */
export interface Entry {
  type: LoggedEvent['type'];
  time: number;
  detail: Detail | undefined;
}

const SMALLEST = 256;

/**
 * The events of branches, in order, as columns of numbers. An object for each event would be small,
 * but a million of them keep the garbage collector busy: it copies all that survive.
 */
export class EventLog {
  private size = 0;
  private branches = new Int32Array(SMALLEST);
  private types = new Uint8Array(SMALLEST);
  private times = new Float64Array(SMALLEST);
  /** By the number of the entry. Most entries have none. */
  private details = new Map<number, Detail>();
  /** How many entries belong to dropped branches. */
  private dead = 0;

  add(event: LoggedEvent): void {
    if (this.size === this.times.length) this.resize(2 * this.size);
    const at = this.size++;
    this.branches[at] = event.branch;
    this.types[at] = NUMBER_OF[event.type];
    this.times[at] = event.time;
    const detail = detailOf(event);
    if (detail !== undefined) this.details.set(at, detail);
  }

  /**
   * Finds the entries of each branch.
   *
   * @param loggedOf - finds what has them: its `first` is set
   * @returns reads all entries from a first one on, in order
   */
  index(loggedOf: (branch: number) => Logged | undefined): (first: number, reader: (entry: Entry) => void) => void {
    const { branches, types, times, details, size } = this;
    const next = new Int32Array(size);
    for (let at = size - 1; at >= 0; at--) {
      const logged = loggedOf(branches[at] as number);
      if (logged === undefined) continue;
      next[at] = logged.first;
      logged.first = at;
    }
    const entry: Entry = { type: 'waiting', time: 0, detail: undefined };
    return (first, reader) => {
      for (let at = first; at >= 0; at = next[at] as number) {
        entry.type = TYPES[types[at] as number] as LoggedEvent['type'];
        entry.time = times[at] as number;
        entry.detail = details.get(at);
        reader(entry);
      }
    };
  }

  /**
   * Removes the entries of dropped branches, once there are many.
   *
   * @param isKept - whether a branch was not dropped
   */
  drop(entries: number, isKept: (branch: number) => boolean): void {
    this.dead += entries;
    if (this.dead > SMALLEST && 2 * this.dead > this.size) this.compact(isKept);
  }

  private compact(isKept: (branch: number) => boolean): void {
    const { branches, types, times, size } = this;
    const details = new Map<number, Detail>();
    let to = 0;
    for (let at = 0; at < size; at++) {
      if (!isKept(branches[at] as number)) continue;
      branches[to] = branches[at] as number;
      types[to] = types[at] as number;
      times[to] = times[at] as number;
      const detail = this.details.get(at);
      if (detail !== undefined) details.set(to, detail);
      to++;
    }
    this.size = to;
    this.details = details;
    this.dead = 0;
  }

  private resize(length: number): void {
    this.branches = copied(this.branches, new Int32Array(length));
    this.types = copied(this.types, new Uint8Array(length));
    this.times = copied(this.times, new Float64Array(length));
  }
}

function copied<T extends Int32Array | Uint8Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function detailOf(event: LoggedEvent): Detail | undefined {
  switch (event.type) {
    case 'started':
      return event.batch === undefined ? undefined : { batch: event.batch };
    case 'settled':
      if (event.status === 'fulfilled' && event.work === undefined) return undefined;
      return { reason: event.reason, status: event.status, work: event.work };
    case 'retrying':
    case 'rejected':
      return { reason: event.reason };
    case 'served':
      return { by: event.by, leader: event.leader };
    default:
      return undefined;
  }
}
