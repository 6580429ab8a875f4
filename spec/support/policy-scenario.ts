import {
  concat,
  EMPTY,
  finalize,
  from,
  mergeMap,
  Observable,
  range,
  take,
  throwError,
  timer,
  VirtualTimeScheduler,
  type ObservableInput,
} from 'rxjs';
import {
  pipeline,
  stage,
  type BranchEvent,
  type Limit,
  type Outcome,
  type PerKey,
  type PipelineEvent,
  type PipelineOptions,
  type StageOptions,
} from 'rxjs-stages';

type Changeable<T> = { -readonly [Option in keyof T]: T[Option] };
type Options = Changeable<StageOptions<number, number, readonly unknown[], number>>;
type StageName = 'one' | 'two';

export const ROOTS = 30;
const BOUNDS = { one: 5, two: 4, pipeline: 7, highWaterMark: 4 } as const;

/** One run of two stages in virtual time, and all that was seen of it. A policy changes the options before it begins. */
export class PolicyScenario {
  readonly scheduler = new VirtualTimeScheduler();
  readonly one: Options = { concurrency: BOUNDS.one };
  readonly two: Options = { concurrency: BOUNDS.two };
  readonly options: Changeable<PipelineOptions> = { concurrency: BOUNDS.pipeline, highWaterMark: BOUNDS.highWaterMark, random: () => 0.5 };
  readonly limits: (Limit | PerKey)[] = [];
  /** Whether its outcomes are asked for, one in two frames. */
  iterates = false;
  /** Bounds of policies: each is asked whenever an attempt starts, and says what is wrong. */
  readonly rules: (() => string | undefined)[] = [];

  readonly events: BranchEvent[] = [];
  readonly outcomes: Outcome[] = [];
  readonly violations: string[] = [];
  /** The inputs at work, and when attempts started. */
  readonly working = { one: [] as number[], two: [] as number[] };
  readonly starts: number[] = [];
  completed = false;
  asked = 0;
  private over = false;
  private leaves = false;
  private delivered = 0;

  /** @param at - the stage whose values are fed back, and whose pages are turned, if any */
  constructor(readonly at: StageName) {}

  /** The stage that `at` says. */
  get there(): Options {
    return this[this.at];
  }

  both(options: Options): void {
    Object.assign(this.one, options);
    Object.assign(this.two, options);
  }

  addLimit(limit: Limit | PerKey): void {
    const option = 'by' in limit ? limit.by((input: number) => input % 3) : limit;
    this.limits.push(limit);
    this.both({ limit: [this.one.limit ?? [], option as Limit].flat() });
  }

  /** Runs to its end, or until it is unsubscribed. */
  async play(leaveAt = Infinity): Promise<void> {
    const { scheduler } = this;
    const joined = pipeline(this.stage('one', this.one), this.stage('two', this.two), {
      ...this.options,
      scheduler,
      onEvent: (event) => {
        this.note(event);
      },
    });
    const leave = this.iterates ? this.iterate(joined(range(0, ROOTS))) : this.subscribe(joined(range(0, ROOTS)));
    this.leaves = leaveAt < Infinity;
    if (this.leaves) {
      scheduler.schedule(() => {
        if (this.completed) return;
        leave();
        this.over = true;
        if (scheduler.actions.length > 0) this.violations.push(`C1 ${String(scheduler.actions.length)} timers are left`);
        if (this.atWork > 0) this.violations.push('C1 inner streams are left');
      }, leaveAt);
    }
    scheduler.flush();
    // What was asked for is answered by promises.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  get atWork(): number {
    return this.working.one.length + this.working.two.length;
  }

  private subscribe(results: Observable<Outcome>): () => void {
    const running = results.subscribe({
      next: (outcome) => {
        if (this.over) this.violations.push('C1 an outcome comes after the end');
        this.outcomes.push(outcome);
      },
      complete: () => {
        this.completed = true;
        if (this.scheduler.actions.length > Number(this.leaves)) this.violations.push('C1 timers are left at the end');
      },
    });
    return () => {
      running.unsubscribe();
    };
  }

  private iterate(results: AsyncIterable<Outcome>): () => void {
    const iterator = results[Symbol.asyncIterator]();
    const ask = (): void => {
      this.asked++;
      void iterator.next().then(({ done, value }) => {
        if (done === true) this.completed = !this.over;
        else if (this.outcomes.push(value) > this.delivered) this.violations.push('C2 an outcome comes that no event told of');
      });
    };
    const ticks = timer(0, 2, this.scheduler).pipe(take(500)).subscribe(ask);
    return () => {
      ticks.unsubscribe();
      void iterator.return?.();
    };
  }

  private stage(name: StageName, options: Options) {
    const project = (input: number, { attempt }: { readonly attempt: number }) => this.work(name, input, attempt);
    return stage(name, project, options as StageOptions<number, number, readonly unknown[], number> & { readonly recurse?: undefined });
  }

  /** What a project gives: some are slow, some fail at first, some for good, some after they have emitted, and some are lists, which are pulled. */
  private work(name: StageName, input: number, attempt: number): ObservableInput<number> & object {
    this.starts.push(this.scheduler.now());
    const n = input % 1000;
    const values = [n * 2, n * 2 + 1];
    if (n % 4 === 1) return values;
    return new Observable((subscriber) => {
      this.begin(name, input);
      const waits = n % 11 === 10 ? 12 : (n % 4) + 1;
      const failing = n % 5 === 3 && attempt === 1 ? 'first' : n % 7 === 6 ? 'always' : n % 13 === 12 ? 'late' : undefined;
      return concat(
        timer(waits, this.scheduler).pipe(
          mergeMap(() => (failing === 'first' || failing === 'always' ? throwError(() => failing) : from(values.slice(0, name === 'one' ? 2 : 1)))),
        ),
        timer(1, this.scheduler).pipe(mergeMap(() => (failing === 'late' ? throwError(() => failing) : EMPTY))),
      )
        .pipe(
          finalize(() => {
            this.working[name].splice(this.working[name].indexOf(input), 1);
          }),
        )
        .subscribe(subscriber);
    });
  }

  private begin(name: StageName, input: number): void {
    const { one, two } = this.working;
    this.working[name].push(input);
    if (this.over) this.violations.push('C1 an attempt starts after the end');
    if (one.length > BOUNDS.one) this.violations.push('B1 stage one');
    if (two.length > BOUNDS.two) this.violations.push('B1 stage two');
    if (this.atWork > BOUNDS.pipeline) this.violations.push('B1 pipeline');
    for (const rule of this.rules) {
      const violation = rule();
      if (violation !== undefined) this.violations.push(violation);
    }
  }

  private note(event: PipelineEvent): void {
    const { type, stage: name } = event;
    if (this.over) this.violations.push(`C1 ${type} is told after the end`);
    if (event.branch === undefined) return;
    this.events.push(event);
    if (type === 'rejected' || (type === 'emitted' && name === 'two')) this.delivered++;
    if (type === 'started' && this.iterates && this.options.order !== 'source' && this.delivered - this.asked >= BOUNDS.highWaterMark) {
      this.violations.push('B5 an attempt starts although highWaterMark outcomes wait to be asked for');
    }
  }
}
