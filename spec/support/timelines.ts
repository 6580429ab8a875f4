import type { StageInfo } from '../../src/events/run-event';
import type { BranchTimeline, Pause, Span, Timeline } from '../../src/observe/timeline-types';
import { PriorityQueue, type Positioned } from '../../src/engine/queue/priority-queue';

/** How a made-up run goes. */
export interface MadeUp {
  /** How many branches there are, about. */
  readonly branches: number;
  readonly seed?: number;
  /** When the run is cancelled, in ms. */
  readonly cancelledAt?: number;
  /** When the run is looked at before it has ended, in ms. */
  readonly seenAt?: number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Life extends Writable<Omit<BranchTimeline, 'spans'>> {
  readonly spans: Writable<Span>[];
  /** The attempts that are still to fail. */
  failures: number;
  waitingSince: number;
}

/** What is to happen, and when; of what is due at the same time, the first that was added comes first. */
interface Due extends Positioned {
  readonly time: number;
  readonly place: number;
  readonly work: () => void;
}

/** What every run here has. */
const RUN = { run: 1, concurrency: Infinity, highWaterMark: Infinity, order: 'completion', roots: undefined } as const;

const START = 1_700_000_000_000;

/** Which stages a made-up run has. How long the attempts of each take is `median`, and `children` how many follow from one branch. */
const STAGES = [
  { name: 'package', concurrency: 8, isLimited: false, followers: ['versions', 'advisories'], median: 60, children: 2 },
  { name: 'versions', concurrency: 6, isLimited: true, followers: ['files'], median: 90, children: 3 },
  { name: 'advisories', concurrency: 16, isLimited: false, followers: [], median: 140, children: 1 },
  { name: 'files', concurrency: 24, isLimited: false, followers: [], median: 45, children: 4 },
] as const;

const NAMES = ['rxjs', 'axios', 'typescript', 'esbuild', 'jest', 'prettier', 'eslint', 'undici', 'semver', 'effect', 'p-map', 'p-queue', 'zone.js'];

/** A run as it might have been: three rounds, retries, pauses, failures, and a few requests that take very long. The same seed makes the same run. */
export function madeUpTimeline({ branches: count, seed = 1, cancelledAt = Infinity, seenAt = Infinity }: MadeUp): Timeline {
  const random = randomFrom(seed);
  const until = Math.min(cancelledAt, seenAt);
  const lives: Life[] = [];
  const pauses: Pause[] = [];
  const due = new PriorityQueue<Due>((one, other) => one.time < other.time || (one.time === other.time && one.place < other.place));
  let places = 0;
  const at = (time: number, work: () => void): void => {
    due.add({ time, place: places++, work, position: -1 });
  };
  const free = new Map<string, number>(STAGES.map(({ name, concurrency }) => [name, concurrency]));
  const queues = new Map<string, Life[]>(STAGES.map(({ name }) => [name, []]));
  const heads = new Map<string, number>();
  let now = 0;
  let pausedUntil = 0;

  const create = (name: string, parent: Life | undefined, index: number, input: unknown): void => {
    if (lives.length >= count) return;
    const life: Life = {
      branch: lives.length + 1,
      parent: parent?.branch,
      stage: name,
      path: [...(parent?.path ?? []), index],
      input,
      start: now,
      end: undefined,
      status: 'open',
      reason: undefined,
      served: undefined,
      leader: undefined,
      emitted: 0,
      spans: [],
      failures: random() < 0.06 ? 1 + Math.floor(random() * 4) : 0,
      waitingSince: now,
    };
    lives.push(life);
    if (name === 'advisories' && random() < 0.1) {
      const leader = lives.find(({ stage, status }) => stage === name && status === 'completed');
      if (leader !== undefined) {
        Object.assign(life, { served: random() < 0.5 ? 'cache' : 'attempt', leader: leader.branch, status: 'completed', end: now, emitted: 1 });
        return;
      }
    }
    enqueue(life);
  };
  const enqueue = (life: Life): void => {
    life.waitingSince = now;
    queues.get(life.stage)?.push(life);
  };
  const start = (life: Life, median: number): void => {
    const attempt = 1 + life.spans.filter(({ kind }) => kind === 'attempt').length;
    const shared = { attempt, page: 1, reason: undefined, batch: undefined, work: undefined };
    if (now > life.waitingSince) life.spans.push({ kind: 'waiting', start: life.waitingSince, end: now, status: undefined, ...shared });
    const span: Writable<Span> = { kind: 'attempt', start: now, end: undefined, status: undefined, ...shared };
    life.spans.push(span);
    const ms = median * Math.exp(0.6 * (random() + random() + random() - 1.5)) * (random() < 0.004 ? 12 : 1);
    at(now + ms, () => {
      settle(life, span);
    });
  };
  const settle = (life: Life, span: Writable<Span>): void => {
    span.end = now;
    free.set(life.stage, (free.get(life.stage) ?? 0) + 1);
    if (life.failures > 0) fail(life, span);
    else {
      span.status = 'fulfilled';
      const handedOut = random() < 0.3 ? random() * 8 : 0;
      at(now + handedOut, () => {
        complete(life);
      });
    }
  };
  const fail = (life: Life, span: Writable<Span>): void => {
    life.failures--;
    span.status = 'rejected';
    span.reason = Object.assign(new Error(`Request failed with status code ${span.attempt > 1 ? '503' : '429'}`), { code: 'ERR_BAD_RESPONSE' });
    if (span.attempt === 3) {
      Object.assign(life, { status: 'rejected', reason: span.reason, end: now });
      return;
    }
    if (life.stage === 'versions' && random() < 0.3 && now >= pausedUntil) {
      pausedUntil = now + 250;
      pauses.push({ stage: life.stage, branch: life.branch, start: START + now, end: START + pausedUntil });
      at(pausedUntil, () => undefined);
    }
    const delay = 40 * 2 ** span.attempt * (0.5 + random());
    life.spans.push({ ...span, kind: 'backoff', start: now, end: now + delay, status: undefined, attempt: span.attempt + 1 });
    at(now + delay, () => {
      enqueue(life);
    });
  };
  const complete = (life: Life): void => {
    life.status = 'completed';
    life.end = now;
    const { followers, children } = STAGES.find(({ name }) => name === life.stage) as (typeof STAGES)[number];
    let index = 0;
    for (const follower of followers) {
      for (let left = Math.round(children * (0.5 + random())); left > 0; left--) {
        life.emitted++;
        create(follower, life, index++, inputOf(follower, life.branch, index));
      }
    }
  };

  const rootsLeft = Math.ceil(count / 9);
  for (let index = 0; index <= rootsLeft; index++) create('package', undefined, index, `${NAMES[index % NAMES.length] ?? ''}@${String(index)}`);
  for (;;) {
    for (const { name, isLimited, median } of [...STAGES].reverse()) {
      const queue = queues.get(name) ?? [];
      let head = heads.get(name) ?? 0;
      while (head < queue.length && (free.get(name) ?? 0) > 0 && !(isLimited && now < pausedUntil)) {
        free.set(name, (free.get(name) ?? 0) - 1);
        start(queue[head++] as Life, median);
      }
      heads.set(name, head);
    }
    const { first } = due;
    if (first === undefined || first.time > until) break;
    due.delete(first);
    now = first.time;
    first.work();
  }

  const isCut = until < Infinity && lives.some(({ end }) => end === undefined);
  if (isCut) now = until;
  for (const life of lives) if (life.end === undefined) cutShort(life, now, cancelledAt <= seenAt);
  return {
    ...RUN,
    stages: STAGES.map(({ name, concurrency, isLimited, followers }): StageInfo => ({
      name,
      concurrency,
      isLimited,
      isJoin: false,
      isBatch: false,
      isList: true,
      followers,
      inner: [],
    })),
    start: START,
    end: START + now,
    status: !isCut ? 'completed' : cancelledAt <= seenAt ? 'cancelled' : 'running',
    reason: undefined,
    sourceEnded: START,
    branches: lives.map(({ branch, parent, stage, path, input, status, reason, served, leader, emitted, ...life }) => ({
      ...{ branch, parent, stage, path, input, status, reason, served, leader, emitted },
      start: START + life.start,
      end: life.end === undefined ? undefined : START + life.end,
      spans: life.spans.map((span) => ({ ...span, start: START + span.start, end: span.end === undefined ? undefined : START + span.end })),
    })),
    created: lives.length,
    pauses,
  };
}

/** What is open when a run is cancelled, or looked at. */
function cutShort(life: Life, now: number, isCancelled: boolean): void {
  const last = life.spans.at(-1);
  if (last?.kind === 'backoff' && (last.end ?? now) > now) last.end = isCancelled ? now : undefined;
  else if (last === undefined || last.end !== undefined) {
    const attempt = 1 + life.spans.filter(({ kind }) => kind === 'attempt').length;
    life.spans.push({
      kind: 'waiting',
      start: last?.end ?? life.start,
      end: undefined,
      attempt,
      page: 1,
      status: undefined,
      reason: undefined,
      batch: undefined,
      work: undefined,
    });
  }
  const open = life.spans.at(-1);
  if (!isCancelled || open === undefined) return;
  open.end ??= now;
  if (open.kind === 'attempt') open.status = 'cancelled';
  Object.assign(life, { status: 'cancelled', end: now });
}

function inputOf(stage: string, parent: number, index: number): unknown {
  if (stage === 'versions') return { id: parent * 10 + index, tarball: 'x'.repeat(200) };
  if (stage === 'advisories') return `https://registry.example/advisories/${String(parent)}?token=secret`;
  return { name: `lib/file-${String(parent)}-${String(index)}.js` };
}

/** Numbers of [0, 1), always the same ones: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A timeline of few branches, spelt out: times are in ms, from 0. */
export function timelineOf(
  stages: readonly (Partial<StageInfo> & { readonly name: string })[],
  branches: readonly Partial<BranchTimeline>[],
  rest: Partial<Timeline> = {},
): Timeline {
  const all = branches.map((branch, index): BranchTimeline => ({
    branch: index + 1,
    parent: undefined,
    stage: stages[0]?.name ?? '',
    path: [index],
    input: index,
    start: 0,
    end: branch.spans?.at(-1)?.end,
    status: 'completed',
    reason: undefined,
    served: undefined,
    leader: undefined,
    emitted: 1,
    spans: [],
    ...branch,
  }));
  return {
    ...RUN,
    stages: stages.map((stage) => ({
      concurrency: 16,
      isLimited: false,
      isJoin: false,
      isBatch: false,
      isList: false,
      followers: [],
      inner: [],
      ...stage,
    })),
    start: 0,
    end: Math.max(...all.map(({ end = 0 }) => end)),
    status: 'completed',
    reason: undefined,
    sourceEnded: 0,
    branches: all,
    created: all.length,
    pauses: [],
    ...rest,
  };
}

/** One span. @param text - its kind, and how an attempt ended, such as `'attempt fulfilled'` */
export function span(text: string, start: number, end: number | undefined, rest: Partial<Span> = {}): Span {
  const [kind, status] = text.split(' ') as [Span['kind'], Span['status']];
  return { kind, start, end, attempt: 1, page: 1, status, reason: undefined, batch: undefined, work: undefined, ...rest };
}
