import { StageTimeoutError, type Gathered, type Outcome, type RejectedEvent, type RetryingEvent } from 'rxjs-stages';
import type { Attempt } from './attempt.js';
import { Lives } from '../support/lives.js';
import { labelOf, nameOf, type Entry } from './entry.js';
import { MISTAKE } from './policies.js';
import { delivers, isHidden, policiesOf, type Scenario } from './scenario.js';
import type { Script } from './script.js';
import { branchOf, isBefore } from './path-order.js';
import { isLive, Tally, type Branch } from './tally.js';

/** A rule says what is wrong with an entry, if anything is, before the entry is taken in. */
export type Rule = (entry: Entry, seen: Observation) => string | undefined;

/** How outcomes reach the consumer: each at once, each when asked for, or a root's all together. */
export type Delivery = 'each' | 'asked' | 'gathered';

/** Keeps all that is seen of a run, and has every entry judged by the rules. */
export class Observation extends Tally {
  state: 'running' | 'leaving' | 'left' | 'finished' = 'running';
  failure: { readonly reason: unknown } | undefined;
  finishedAt = 0;
  source: Attempt | undefined;
  readonly attempts: Attempt[] = [];
  readonly outcomes: Outcome[] = [];
  readonly trees: Gathered<Script>[] = [];
  /** The labels of the outcomes so far, whether they have reached the consumer or not; and how many it has asked for. */
  readonly produced: string[] = [];
  asked = 0;
  /** How many it had asked for when it left. */
  askedBefore = 0;
  /** What must come next, in this very turn. */
  readonly due: string[] = [];
  /** How many deliveries the consumer is in: one within the other, if it lets time go by. */
  delivering = 0;
  /** The pause that a failure has just asked for. */
  pausing: number | undefined;
  /** By the path of the child that they make. */
  readonly emissions = new Map<string, unknown>();
  /** How often an iterator has begun to rest. */
  rests = 0;
  readonly lives = new Lives();
  readonly violations: string[] = [];
  private readonly trace: [frame: number, entry: Entry][] = [];

  constructor(
    scenario: Scenario,
    readonly now: () => number,
    readonly delivery: Delivery,
    private readonly rules: readonly Rule[],
    /** Whether other runs may wait for what this one does. */
    readonly shares: boolean,
    /** By how many frames the clock may be wrong. */
    readonly slack: number,
  ) {
    super(scenario);
  }

  /** Whether a consumer who iterates has fallen behind, or has not begun. */
  get paused(): boolean {
    return this.delivery === 'asked' && (this.asked === 0 || this.released.length - this.asked >= this.scenario.highWaterMark);
  }

  /** Whether another run may wait for what the attempts of a stage give: such an attempt goes on whatever waits in this run. */
  isUrgent(depth: number): boolean {
    const { sharing } = policiesOf(this.scenario, depth);
    return this.shares && (sharing === 'cache' || sharing === 'slow cache');
  }

  /** The branch that has the lowest path of those that have not ended. */
  get lowest(): Branch | undefined {
    let lowest: Branch | undefined;
    for (const branch of this.branches.values()) {
      if (isLive(branch) && (lowest === undefined || isBefore(branch.path, lowest.path))) lowest = branch;
    }
    return lowest;
  }

  /** The labels of what nothing holds back, in the order in which it is to be delivered. */
  get released(): readonly string[] {
    if (this.scenario.order === 'completion') return this.produced;
    const { lowest } = this;
    const inOrder = lowest === undefined ? [...this.produced] : this.produced.filter((label) => !isBefore(lowest.path, branchOf(label)));
    return inOrder.sort((one, other) => (isBefore(branchOf(one), branchOf(other)) ? -1 : isBefore(branchOf(other), branchOf(one)) ? 1 : 0));
  }

  record(entry: Entry): void {
    this.trace.push([this.now(), entry]);
    for (const rule of this.rules) {
      const wrong = rule(entry, this);
      if (wrong !== undefined) this.violations.push(`${wrong} (at ${String(this.now())}: ${labelOf(entry)})`);
    }
    if ('branch' in entry) this.lives.add(entry);
    const place = this.due.length === 0 ? -1 : this.due.indexOf(labelOf(entry));
    if (place >= 0) this.due.splice(place, 1);
    this.count(entry);
    if (entry.type === 'pausing') this.pausing = entry.ms;
    else if ('path' in entry && entry.type !== 'settled') this.pausing = undefined;
    this.take(entry);
  }

  /** All that was seen, a line each. */
  override toString(): string {
    return this.trace.map(([frame, entry]) => `${String(frame)} ${labelOf(entry)}`).join('\n');
  }

  private take(entry: Entry): void {
    switch (entry.type) {
      case 'started': {
        const branch = this.branch(entry.path);
        if (branch !== undefined) branch.attempt = undefined;
        this.due.push(`projected ${nameOf(entry.path)}`);
        break;
      }
      case 'emitted': {
        const depth = entry.path.length - 1;
        const label = `${nameOf(entry.path)}#${String(entry.index)}`;
        this.emissions.set(label.replace('#', '.'), entry.value);
        if (delivers(this.scenario, depth)) this.produce(label);
        if (depth < this.last) this.due.push(`waiting ${label.replace('#', '.')}`);
        break;
      }
      case 'completed':
        this.settle(entry.path);
        break;
      case 'retrying':
        this.expire(entry);
        break;
      case 'rejected':
        this.expire(entry);
        this.produce(`${nameOf(entry.path)}!`);
        this.settle(entry.path);
        break;
      case 'projected': {
        const branch = this.branches.get(entry.attempt.path);
        if (branch !== undefined) branch.attempt = entry.attempt;
        this.attempts.push(entry.attempt);
        break;
      }
      case 'delivered':
        this.outcomes.push(entry.outcome);
        if (this.delivery === 'each') this.delivering++;
        break;
      case 'gathered':
        this.trees.push(entry.tree);
        this.outcomes.push(...entry.tree.fulfilled, ...entry.tree.rejected);
        this.delivering++;
        break;
      case 'returned':
        this.delivering--;
        break;
      case 'asked':
        this.asked++;
        break;
      case 'leaving':
      case 'left':
        this.state = entry.type;
        this.due.length = 0;
        if (entry.type === 'leaving') this.leave();
        break;
      case 'finished':
        this.state = entry.type;
        this.failure = entry.failure;
        this.finishedAt = this.now();
        break;
      default:
    }
  }

  /** Promises cannot be stopped: what they still do does not count. */
  private leave(): void {
    this.askedBefore = this.asked;
    for (const attempt of this.attempts) while (attempt.open.size === 0 && attempt.working > 0) attempt.rest();
  }

  /** A branch's time is up, or its attempt's, if that is the reason. */
  private expire({ reason, path }: RetryingEvent | RejectedEvent): void {
    const branch = this.branch(path);
    const { attempt } = branch ?? {};
    if (attempt === undefined || branch?.was !== 'started' || !(reason instanceof StageTimeoutError || reason === MISTAKE)) return;
    const isOpen = attempt.working > 0 || attempt.open.size > 0;
    if (isOpen || (reason !== MISTAKE && !isHidden(this.scenario, branch.depth))) attempt.expire();
  }

  private produce(label: string): void {
    this.produced.push(label);
    if (this.delivery === 'each' && this.scenario.order === 'completion') this.due.push(`delivered ${label}`);
  }

  /** A branch has ended: its root's tree may have with it. */
  private settle([root]: readonly number[]): void {
    if (this.delivery !== 'gathered') return;
    for (const branch of this.branches.values()) {
      if (branch.root === root && isLive(branch)) return;
    }
    this.due.push(`gathered ${String(root)}`);
  }
}
