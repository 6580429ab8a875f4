import { of, Subject, takeUntil, type Observable, type ObservableInput, type Observer } from 'rxjs';
import {
  concurrencyLimit,
  gather,
  listStage,
  pipeline,
  stage,
  type BranchEvent,
  type Limit,
  type Outcome,
  type Pipeline,
  type StageContext,
} from 'rxjs-stages';
import { branchEvents } from '../support/branch-events.js';
import { answer } from './answer.js';
import { Attempt } from './attempt.js';
import { bounds } from './bounds.js';
import type { Clock } from './clock.js';
import { conservation } from './conservation.js';
import { rootContext } from './contexts.js';
import { nameOf } from './entry.js';
import { leaving } from './leaving.js';
import { HotSource } from './observables.js';
import { Observation, type Delivery } from './observation.js';
import { order } from './order.js';
import { policyRules } from './policy-rules.js';
import { isLimited, type Leaving, type Scenario } from './scenario.js';
import type { Script } from './script.js';
import { replay } from './replay.js';
import { optionsOf } from './stage-options.js';
import type { Branch } from './tally.js';
import { World } from './world.js';
import { attemptOf } from './life.js';

type Project = (script: Script, context: StageContext) => ObservableInput<unknown>;
type MakeStage = (name: string, project: Project, options: object) => unknown;
/** `pipeline` for a number of stages that no type knows. */
type JoinStages = (...args: readonly unknown[]) => Pipeline<Script, Outcome>;

/** Logs events, one at a time. */
const LOG = stage('log', (type: string) => of(type), { limit: concurrencyLimit(1) });

/**
 * A scenario that runs, on a clock of its own.
 *
 * Its projects answer as the scripts of its tree say. What they are asked, what events tell and what reaches the consumer goes to an `Observation`,
 * entry by entry, which the rules judge as they come: `conservation`, `bounds`, `order` and `leaving`. The `verdict` compares what came with the model.
 */
export class Run {
  readonly clock: Clock;
  /** The name of its async context. */
  private readonly context: string;
  /**
   * The roots that have one of their own: those that are pushed when the source has been subscribed
   * to.
   */
  private readonly ownContexts = new Set<number>();
  private isSubscribing = false;
  readonly seen: Observation;
  readonly pipeline: Pipeline<Script, Outcome>;
  private readonly calls = { frame: 0, outcome: 0, project: 0, answer: 0, event: 0, policy: 0 };
  /** Begins a source that does not wait for its subscriber. */
  begin: (() => void) | undefined;
  private quit = (): void => undefined;

  constructor(
    private readonly scenario: Scenario,
    delivery: Delivery,
    private readonly world = new World(scenario),
    /** Whether it is one of several runs of that world. */
    shares = false,
  ) {
    this.clock = world.clock;
    this.context = world.contexts.name();
    const rules = [
      ...conservation,
      ...bounds,
      ...order,
      ...leaving,
      ...policyRules(world),
      replay(),
      world.contexts.rule(this.context, this.ownContexts),
    ];
    this.seen = new Observation(scenario, () => this.clock.now, delivery, rules, shares, this.clock.slack);
    const { stages, concurrency, highWaterMark, maxWaiting, overflow, limited, limitedBy, order: outcomeOrder } = scenario;
    const inside = (): void => {
      this.called('policy');
    };
    const made = stages.map((each, depth) => {
      const make = (each.lists ? listStage : stage) as MakeStage;
      const name = `stage ${String(depth)}`;
      const pausing = (ms: number): void => {
        if (isLimited(scenario, depth)) this.seen.record({ type: 'pausing', ms });
      };
      return make(name, (script, context) => this.project(script, context, each.lists), optionsOf(each, name, world, inside, pausing));
    });
    const limits = [...world.limitsOf(limitedBy), ...(limited ? [concurrencyLimit(Infinity)] : [])];
    const onEvent = branchEvents((event) => {
      this.seen.record(event);
      if (scenario.logs) this.log(event);
      this.called('event');
    });
    this.pipeline = (pipeline as unknown as JoinStages)(...made, {
      concurrency,
      highWaterMark,
      maxWaiting,
      overflow,
      limit: limits.length === 0 ? undefined : limits,
      order: outcomeOrder,
      onEvent,
      scheduler: this.clock.scheduler,
    });
  }

  /** The scenario's source: to be asked for once. */
  source(): ObservableInput<Script> & object {
    let pushed = 0;
    const attempt = this.attempt(this.scenario.source, [], undefined, (next) => {
      const root = pushed++;
      if (this.isSubscribing) next();
      else {
        this.ownContexts.add(root);
        this.world.contexts.enter(rootContext(this.context, root), next);
      }
    });
    this.seen.source = attempt;
    if (attempt.script.kind !== 'hot') return answer(attempt, this.clock, false) as ObservableInput<Script> & object;
    const hot = new HotSource(attempt, this.clock);
    this.begin = () => {
      hot.begin();
    };
    return hot as Observable<unknown> as Observable<Script>;
  }

  /** Subscribes to what the pipeline, or something made of it, gives; and leaves when the scenario says so. */
  subscribe<T>(results: Observable<T>, next: (result: T) => void): void {
    const stop = new Subject<void>();
    this.leaveBy(() => {
      stop.next();
    });
    const observer: Observer<T> = {
      next: (result) => {
        next(result);
        this.called('outcome');
        if (this.scenario.lingering.includes(this.seen.outcomes.length)) this.clock.tick();
        if (this.seen.state === 'running') this.seen.record({ type: 'returned' });
      },
      error: (reason: unknown) => {
        this.seen.record({ type: 'finished', failure: { reason } });
      },
      complete: () => {
        if (this.seen.state === 'running') this.seen.record({ type: 'finished' });
      },
    };
    this.enter(() => results.pipe(takeUntil(stop)).subscribe(observer));
    this.begin?.();
  }

  /** Subscribes in the async context of the run. */
  enter<T>(work: () => T): T {
    this.isSubscribing = true;
    try {
      return this.world.contexts.enter(this.context, work);
    } finally {
      this.isSubscribing = false;
    }
  }

  /** Subscribes to the pipeline itself. */
  subscribeToOutcomes(): void {
    this.subscribe(this.pipeline(this.source()), (outcome) => {
      this.seen.record({ type: 'delivered', outcome });
    });
  }

  /** Subscribes to all of each root together. */
  subscribeToTrees(): void {
    this.subscribe(gather(this.pipeline)(this.source()), (tree) => {
      this.seen.record({ type: 'gathered', tree });
    });
  }

  /** Lets all happen that needs no promise. */
  play(): void {
    do this.seen.record({ type: 'quiet' });
    while (this.clock.tick());
  }

  /** Lets all happen: within one frame, whatever promises bring about comes before the next frame. */
  async playWithPromises(): Promise<void> {
    do await this.settle();
    while (this.clock.tick());
  }

  /** Lets all happen that promises bring about without going on to the next frame: node empties its microtasks before the next immediate. */
  async settle(): Promise<void> {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    this.seen.record({ type: 'quiet' });
  }

  /** Says how to leave, and leaves at a frame if the scenario does. */
  leaveBy(quit: () => void): void {
    this.quit = quit;
    const { leaving: when } = this.scenario;
    if (when?.on !== 'frame') return;
    this.clock.after(when.count, () => {
      this.leave();
    });
  }

  /** Code that is not the pipeline's is being called: the scenario may say that the consumer leaves from inside. */
  called(by: Leaving['on']): void {
    if (this.scenario.leaving?.on === by && this.calls[by]++ === this.scenario.leaving.count) this.leave();
  }

  private leave(): void {
    if (this.seen.state !== 'running') return;
    this.seen.record({ type: 'leaving' });
    this.quit();
    this.seen.record({ type: 'left' });
  }

  /** Works at a limit of its own, and if others pause tries to take them. */
  private log({ type, path }: BranchEvent): void {
    LOG([type]).subscribe();
    const input = this.seen.branch(path)?.attempt?.input;
    const isPaused = type === 'paused' || (type === 'settled' && this.seen.pausing !== undefined);
    if (!isPaused || input === undefined || this.seen.state !== 'running') return;
    const limit = this.world.limitsOf(this.world.indicesAt(path.length - 1));
    const work = (script: Script): Script[] => {
      this.seen.violations.push(`B1 a limit that is about to pause lets work begin (${nameOf(path)})`);
      return [script];
    };
    stage('probe', work, { limit: limit as readonly Limit[] })([input])
      .subscribe()
      .unsubscribe();
  }

  private attempt(script: Script, path: readonly number[], input: Script = script, push?: (next: () => void) => void): Attempt {
    const inside = (): void => {
      this.called('answer');
    };
    return new Attempt(script, path, this.seen, inside, this.world.gaugesOf(path.length - 1, input), input, push);
  }

  private project(input: Script, context: StageContext, lists: boolean): ObservableInput<unknown> {
    const attempt = this.attempt(attemptOf(input, context.attempt), context.path, input);
    if (!tellsWhere(context, input, this.seen.branches.get(attempt.path))) attempt.complain('F6 the context tells of another branch');
    this.seen.record({ type: 'projected', attempt });
    if (attempt.script.readsSignal) attempt.signal = context.signal;
    try {
      return answer(attempt, this.clock, lists);
    } finally {
      this.called('project');
    }
  }
}

function tellsWhere({ path, inputs, index, attempt }: StageContext, input: Script, branch: Branch | undefined): boolean {
  if (branch === undefined || inputs.at(-1) !== input || attempt !== branch.attempts) return false;
  return index === path.at(-1) && inputs.length === path.length && isPage(input, branch);
}

/** Whether an input is that of the page that a branch has got to. Of those that others have turned for it nothing is told. */
function isPage(input: Script, { script, pages }: Branch): boolean {
  let turned = 1;
  for (let page: Script | undefined = script; page !== undefined; page = page.following, turned++) if (page === input) return turned >= pages;
  return false;
}
