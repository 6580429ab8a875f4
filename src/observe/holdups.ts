import { slicesOf } from './slices.js';
import type { StageInfo } from '../events/run-event.js';
import type { Timeline } from './timeline-types.js';

/**
 * What keeps a branch waiting:
 *
 * - `concurrency`: that of its stage
 * - `pipeline`: the `concurrency` of the pipeline
 * - `highWaterMark`: too many branches wait before a stage that follows
 * - `limit`: a `limit`, while the stage and the pipeline have room
 * - `pause`: the same, while the limits of the stage are paused
 * - `served`: another branch's attempt, or a cache
 * - `backoff`: the delay of a retry
 * - `source`: the next root has not arrived
 * - `other`: none of these, for example `order: 'source'`, or other branches of a batch
 */
export type HoldUpKind = 'concurrency' | 'pipeline' | 'highWaterMark' | 'limit' | 'pause' | 'served' | 'backoff' | 'source' | 'other';

/** A bound that keeps branches waiting. */
export interface HoldUp {
  readonly kind: HoldUpKind;
  /** The stage that has the bound; `undefined` for `pipeline` and `source`. */
  readonly stage: string | undefined;
}

/** The state of one stage at the current time. */
interface State {
  readonly info: StageInfo;
  readonly followers: number[];
  open: number;
  /** Branches that wait for a slot, and those that wait for anything. */
  queued: number;
  waiting: number;
  pauses: number;
  /** What would keep one more branch waiting, and since when. */
  readonly since: number[];
  readonly holdUps: HoldUp[];
}

type Count = 'open' | 'queued' | 'waiting' | 'pauses';

interface Change {
  readonly time: number;
  readonly stage: number;
  readonly count: Count;
  readonly by: 1 | -1;
}

/** What held up each stage of a run, and when. */
export class HoldUps {
  /** For how many ms branches waited, all of them together. */
  readonly waited = new Map<HoldUp, number>();
  private readonly states: State[];
  private readonly indices: ReadonlyMap<string, number>;
  private readonly known = new Map<string, HoldUp>();
  private inFlight = 0;

  constructor(private readonly timeline: Timeline) {
    const { stages } = timeline;
    const indices = new Map(stages.map(({ name }, index) => [name, index]));
    this.indices = indices;
    this.states = stages.map((info) => ({
      info,
      followers: info.followers.flatMap((name) => (name === info.name ? [] : (indices.get(name) ?? []))),
      open: 0,
      queued: 0,
      waiting: 0,
      pauses: 0,
      since: [],
      holdUps: [],
    }));
    this.sweep(this.changes());
  }

  /** The one object for a bound. */
  of(kind: HoldUpKind, stage?: string): HoldUp {
    const key = `${kind} ${stage ?? ''}`;
    const holdUp = this.known.get(key) ?? { kind, stage };
    this.known.set(key, holdUp);
    return holdUp;
  }

  /** What kept branches of a stage waiting right before a time. */
  before(stage: string, time: number): HoldUp {
    const { since = [], holdUps = [] } = this.states[this.indices.get(stage) ?? -1] ?? {};
    let from = 0;
    let to = since.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((since[middle] as number) < time) from = middle + 1;
      else to = middle;
    }
    return holdUps[from - 1] ?? this.of('other', stage);
  }

  private changes(): Change[] {
    const { branches, pauses, end: now } = this.timeline;
    const changes: Change[] = [];
    const add = (stage: string, count: Count, start: number, end: number): void => {
      const index = this.indices.get(stage);
      if (index === undefined || end <= start) return;
      changes.push({ time: start, stage: index, count, by: 1 }, { time: end, stage: index, count, by: -1 });
    };
    for (const { stage, spans, served } of branches) {
      const isJoin = this.states[this.indices.get(stage) ?? -1]?.info.isJoin === true;
      for (const [index, { kind, start, end = now }] of spans.entries()) {
        if (kind === 'attempt') continue;
        add(stage, 'waiting', start, end);
        const isServed = served !== undefined && index === spans.length - 1;
        if (kind === 'backoff') this.wait(this.of('backoff', stage), end - start);
        else if (isServed) this.wait(this.of('served', stage), end - start);
        else if (!isJoin) add(stage, 'queued', start, end);
      }
    }
    for (const { stage, start, end } of new Set(slicesOf(this.timeline).values())) add(stage, 'open', start, end);
    for (const { stage, start, end } of pauses) add(stage, 'pauses', start, end);
    return changes.sort((one, other) => one.time - other.time);
  }

  private sweep(changes: readonly Change[]): void {
    for (const [index, { time, stage, count, by }] of changes.entries()) {
      (this.states[stage] as State)[count] += by;
      if (count === 'open') this.inFlight += by;
      const next = changes[index + 1]?.time ?? time;
      if (next === time) continue;
      for (const state of this.states) {
        const holdUp = this.holdUpOf(state);
        if (state.holdUps[state.holdUps.length - 1] !== holdUp) {
          state.since.push(time);
          state.holdUps.push(holdUp);
        }
        if (state.queued > 0) this.wait(holdUp, state.queued * (next - time));
      }
    }
  }

  private holdUpOf({ info: { name, concurrency, isLimited }, followers, open, pauses }: State): HoldUp {
    const { timeline, states } = this;
    if (open >= concurrency) return this.of('concurrency', name);
    if (this.inFlight >= timeline.concurrency) return this.of('pipeline');
    const full = followers.find((follower) => (states[follower]?.waiting ?? 0) >= timeline.highWaterMark);
    if (full !== undefined) return this.of('highWaterMark', states[full]?.info.name);
    if (!isLimited) return this.of('other', name);
    return this.of(pauses > 0 ? 'pause' : 'limit', name);
  }

  private wait(holdUp: HoldUp, ms: number): void {
    if (ms > 0) this.waited.set(holdUp, (this.waited.get(holdUp) ?? 0) + ms);
  }
}
