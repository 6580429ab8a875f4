import { EMPTY, Observable, Subject, takeUntil, type ObservableInput, type Observer } from 'rxjs';
import {
  assemble,
  batchStage,
  concurrencyLimit,
  fork,
  gather,
  join,
  listStage,
  perKey,
  pipeline,
  rateLimit,
  remote,
  stage,
  when,
  type AsyncIterableObservable,
  type BatchContext,
  type BranchEvent,
  type Gathered,
  type Limit,
  type Outcome,
  type PerKey,
  type PipelineOptions,
  type StageContext,
} from 'rxjs-stages';
import { MapCache } from '../support/map-cache';
import { VirtualClock, type Clock } from './clock.js';
import { answerOf, idOf, inputAnswerOf, nextPageOf, recursedOf, rootsOf, verdictOf, weightOf, type TreeAnswer } from './tree-answer.js';
import type { Node, StageNode, TreeLeaving, TreeScenario } from './tree-scenario.js';
import { branchEvents } from '../support/branch-events.js';
import { TreeWatch } from './tree-watch.js';

type Run = (source: unknown) => AsyncIterableObservable<Outcome>;
type Combine = (...parts: readonly unknown[]) => Run;
type MakeBatchStage = (name: string, project: (inputs: readonly unknown[], context: BatchContext) => unknown, options: object) => Run;
type MakeStage = (name: string, project: (input: unknown, context: StageContext) => unknown, options: object) => Run & Placeable;

/** A stage that may run elsewhere. */
export type Placeable = Parameters<typeof remote>[0];

/** A scenario of a tree that runs. */
export class TreeRun {
  readonly outcomes: Outcome[] = [];
  readonly assembled: unknown[] = [];
  readonly gathered: Gathered<unknown>[] = [];
  /** All that happened after the consumer had left. */
  readonly late: string[] = [];
  readonly watch: TreeWatch;
  state: 'running' | 'left' | 'completed' | 'failed' = 'running';
  failure: unknown = undefined;
  /** What is open: Observables, promises and iterators that are not returned. */
  open = 0;
  readonly limits: readonly (Limit | PerKey)[];
  private readonly pipeline: Run;
  private readonly caches: Map<string, MapCache>;
  /** What is in flight, by limits and their groups. */
  private readonly limitWork: Map<string, number>;
  private readonly counts = new Map<string, number>();
  private readonly stop = new Subject<void>();

  constructor(
    readonly scenario: TreeScenario,
    readonly clock: Clock = new VirtualClock(),
    /** Another run, with which it shares limits and caches. */
    other?: TreeRun,
    /** Returns the stages that run in place of others: here, or elsewhere. */
    private readonly place: <S extends Placeable>(made: S) => S = (made) => made,
  ) {
    const { scheduler } = clock;
    this.watch = new TreeWatch(scenario);
    this.caches = other?.caches ?? new Map<string, MapCache>();
    this.limitWork = other?.limitWork ?? new Map<string, number>();
    const limits = scenario.limits.map(({ kind, max }) => {
      if (kind === 'rate') return rateLimit({ max, per: 1, scheduler });
      return kind === 'concurrency' ? concurrencyLimit(max, { scheduler }) : perKey(() => concurrencyLimit(max, { scheduler }), { scheduler });
    });
    this.limits = other?.limits ?? limits;
    const { segments, concurrency, highWaterMark, order, limitedBy, maxWaiting, overflow, watched } = scenario;
    const options: PipelineOptions = {
      concurrency,
      highWaterMark,
      order,
      maxWaiting,
      overflow,
      scheduler,
      limit: limitedBy === undefined ? undefined : (this.limits[limitedBy] as Limit),
      onEvent: watched
        ? branchEvents((event) => {
            this.event(event);
          })
        : undefined,
    };
    this.pipeline = (pipeline as unknown as Combine)(...segments.map((node) => this.segment(node)), options);
  }

  /** Subscribes to what the scenario says; leaves when it says so. */
  subscribe(): void {
    const { results, leaving } = this.scenario;
    if (leaving?.on === 'frame') {
      this.clock.after(leaving.count, () => {
        this.leave();
      });
    }
    const source = this.source();
    if (results === 'outcomes') this.take(this.pipeline(source), (outcome) => this.outcomes.push(outcome));
    else if (results === 'assembled') this.take(this.results(source), (tree) => this.assembled.push(tree));
    else this.take(gather(this.pipeline)(source as never), (tree) => this.gathered.push(tree));
  }

  /** Takes all that the scenario asks for by `for await`, or only so much. */
  async iterate(most: number): Promise<void> {
    const { results } = this.scenario;
    const source = this.source();
    const list: unknown[] = results === 'outcomes' ? this.outcomes : results === 'assembled' ? this.assembled : this.gathered;
    const given =
      results === 'outcomes' ? this.pipeline(source) : results === 'assembled' ? this.results(source) : gather(this.pipeline)(source as never);
    const take = async (): Promise<void> => {
      for await (const result of given as AsyncIterable<unknown>) {
        this.called('outcome');
        list.push(result);
        if (list.length < most) continue;
        this.watch.left();
        break;
      }
    };
    const end = { isOver: false };
    void take().then(
      () => {
        this.state = list.length === most ? 'left' : 'completed';
        end.isOver = true;
      },
      (reason: unknown) => {
        this.state = 'failed';
        this.failure = reason;
        end.isOver = true;
      },
    );
    do await settled();
    while (!end.isOver && this.clock.tick());
    // What sleeps when the consumer leaves wakes up, and returns.
    while (this.clock.tick()) await settled();
  }

  /** Lets all happen that needs no promise. */
  play(): void {
    do this.watch.quiet(this.state === 'running');
    while (this.clock.tick());
  }

  async playWithPromises(): Promise<void> {
    do {
      await settled();
      this.watch.quiet(this.state === 'running');
    } while (this.clock.tick());
  }

  private results(source: unknown): AsyncIterableObservable<unknown> {
    return (assemble as unknown as (segment: Run) => (from: unknown) => AsyncIterableObservable<unknown>)(this.pipeline)(source);
  }

  private take<T>(results: Observable<T>, next: (result: T) => void): void {
    const observer: Observer<T> = {
      next: (result) => {
        next(result);
        this.called('outcome');
      },
      error: (reason: unknown) => {
        this.state = 'failed';
        this.failure = reason;
      },
      complete: () => {
        if (this.state === 'running') this.state = 'completed';
      },
    };
    results.pipe(takeUntil(this.stop)).subscribe(observer);
  }

  private leave(): void {
    if (this.state !== 'running') return;
    this.state = 'left';
    this.watch.left();
    this.stop.next();
  }

  /** Code that is not the pipeline's is called. */
  private called(on: TreeLeaving['on'], isLateAllowed = false): void {
    if (this.state === 'left' && !isLateAllowed) this.late.push(on);
    const { leaving } = this.scenario;
    const count = this.counts.get(on) ?? 0;
    this.counts.set(on, count + 1);
    if (leaving?.on === on && leaving.count === count) this.leave();
  }

  private event(event: BranchEvent): void {
    this.watch.event(event);
    this.called('event', event.type === 'cancelled');
  }

  private source(): unknown {
    const roots = rootsOf(this.scenario);
    const { source, sourceFails, roots: gaps } = this.scenario;
    const emissions = roots.map((root, index) => ({ gap: gaps[index] as number, values: [root] }));
    const failing = sourceFails ? 'end' : 'never';
    return this.answer({ kind: source, emissions, gap: 0, failing, reason: 'source' }, false, undefined);
  }

  private segment(node: Node): Run {
    switch (node.kind) {
      case 'stage':
        return this.stage(node);
      case 'join':
        return (join as unknown as Combine)(node.name, this.segment(node.inner));
      case 'when':
        return (when as unknown as Combine)((value: unknown) => this.test(node.name, value), this.segment(node.inner));
      case 'fork':
        return (fork as unknown as Combine)(...node.inner.map((each) => this.segment(each)));
      case 'pipeline':
        return (pipeline as unknown as Combine)(...node.inner.map((each) => this.segment(each)));
    }
  }

  private test(name: string, value: unknown): unknown {
    this.called('test');
    const verdict = verdictOf(this.scenario, name, value);
    if (verdict === 'throw') throw new Error(`${name} throws`);
    return verdict === 'promise' ? Promise.resolve(true) : verdict === 'pass';
  }

  private cacheOf(name: string): MapCache {
    const cache = this.caches.get(name) ?? new MapCache();
    this.caches.set(name, cache);
    return cache;
  }

  private stage(node: StageNode): Run {
    const { name, lists, deliver, concurrency, retry, atomic, attempt, total, queue, key, pages, maxDepth, limit, batch } = node;
    const limited = limit === undefined ? undefined : (this.limits[limit] as Limit | PerKey);
    const policy = <T>(result: T): T => {
      this.called('policy');
      return result;
    };
    const options = {
      deliver,
      concurrency,
      ...(atomic && { atomic }),
      ...(retry && { retry: { count: retry.count, delay: () => policy(retry.delay) } }),
      timeout: { attempt: attempt ?? Infinity, total: total ?? Infinity, queue: queue ?? Infinity },
      ...(key && { key: (input: unknown) => policy(String(idOf(input))) }),
      ...(key === 'cache' && { cache: this.cacheOf(name) }),
      ...(pages && { nextPage: (value: number, input: unknown) => policy(nextPageOf(this.scenario, node, value, input)) }),
      ...(maxDepth !== undefined && { maxDepth, recurse: (value: number) => policy(recursedOf(this.scenario, node, value)) }),
      ...(limited && { limit: 'by' in limited ? limited.by((input: unknown) => policy(idOf(input) % 2)) : limited }),
    };
    if (batch !== undefined) {
      const { max, weighs, wait, isolate } = batch;
      const size = weighs ? { max, weight: (input: unknown) => policy(weightOf(input)) } : max;
      const project = (inputs: readonly unknown[], context: BatchContext): unknown => this.batchProject(node, inputs, context);
      return (batchStage as unknown as MakeBatchStage)(name, project, { ...options, max: size, wait, isolate });
    }
    const make = (lists ? listStage : stage) as unknown as MakeStage;
    return this.place(make(name, (input, context) => this.project(node, input, context), options));
  }

  private project(node: StageNode, input: unknown, context: StageContext): unknown {
    this.called('project');
    // Whoever is left asks for nothing.
    if (context.signal.aborted) return [];
    const answer = answerOf(this.scenario, node, input, context.attempt);
    if (answer.failing === 'throw') throw new Error(answer.reason);
    return this.answer(answer, node.lists, context.signal, node, input);
  }

  private batchProject(node: StageNode, inputs: readonly unknown[], { signal, branches }: BatchContext): unknown {
    this.called('project');
    // Whoever is left asks for nothing.
    if (signal.aborted) return EMPTY;
    this.watch.requests(node, inputs, branches);
    const parts = inputs.map((input, index) => inputAnswerOf(this.scenario, node, input, branches[index]?.attempt as number));
    const thrown = parts.find(({ failing }) => failing === 'throw');
    if (thrown !== undefined) throw new Error(thrown.reason);
    const failed = parts.find(({ failing }) => failing === 'request');
    const elements = parts.map(({ failing, reason, value }) => (failing === 'alone' ? new Error(reason) : value));
    const keys = inputs.map((input) => String(idOf(input)));
    const answer = node.key === undefined ? elements : new Map(keys.map((key, index) => [key, elements[index]]));
    const gap = Math.max(...parts.map((part) => part.gap));
    const isPromise = this.scenario.promises && gap > 0;
    return isPromise ? this.promised(node, answer, gap, failed?.reason, signal) : this.requested(node, answer, gap, failed?.reason);
  }

  private promised(node: StageNode, answer: unknown, gap: number, failure: string | undefined, signal: AbortSignal): Promise<unknown> {
    const over = this.work(node, undefined);
    signal.addEventListener('abort', over);
    return this.clock.sleep(gap).then(() => {
      over();
      if (failure !== undefined) throw new Error(failure);
      return answer;
    });
  }

  private requested(node: StageNode, answer: unknown, gap: number, failure: string | undefined): Observable<unknown> {
    return new Observable((subscriber) => {
      const over = this.work(node, undefined);
      subscriber.add(over);
      const end = (): void => {
        this.called('answer');
        over();
        if (failure !== undefined) subscriber.error(new Error(failure));
        else subscriber.next(answer);
      };
      if (gap === 0) end();
      else subscriber.add(this.clock.after(gap, end));
    });
  }

  private answer(answer: TreeAnswer, lists: boolean, signal: AbortSignal | undefined, node?: StageNode, input?: unknown): ObservableInput<unknown> {
    const begin = (): (() => void) => this.work(node, input);
    switch (answer.kind) {
      case 'observable':
        return this.observable(answer, lists, begin);
      case 'array':
        return this.group(answer, lists);
      case 'generator':
        return this.generator(answer, lists, node?.name ?? 'source');
      case 'promise':
        return this.promise(answer, lists, signal as AbortSignal, begin);
      case 'async generator':
        return this.asyncGenerator(answer, lists, signal, begin);
    }
  }

  private group({ emissions }: TreeAnswer, lists: boolean): readonly unknown[] {
    return lists ? emissions.map(({ values }) => values) : emissions.flatMap(({ values }) => values);
  }

  /** Counts work from now until the function that it gives is called. */
  private work(node: StageNode | undefined, input: unknown): () => void {
    const name = node?.name ?? 'source';
    const limits = node === undefined ? [] : [...new Set([node.limit, this.scenario.limitedBy])].flatMap((index) => this.limitedBy(index, input));
    let isOver = false;
    const change = (by: 1 | -1): void => {
      this.open += by;
      this.watch.works(name, by);
      for (const [group, max] of limits) {
        const count = (this.limitWork.get(group) ?? 0) + by;
        this.limitWork.set(group, count);
        if (count > max) this.watch.violations.push(`B1 a limit of ${String(max)} has ${String(count)} in flight`);
      }
    };
    change(1);
    return () => {
      if (isOver) return;
      isOver = true;
      change(-1);
    };
  }

  /** The group of a limit that an input belongs to, and how many may be in flight there. */
  private limitedBy(index: number | undefined, input: unknown): readonly (readonly [string, number])[] {
    const limit = index === undefined ? undefined : this.scenario.limits[index];
    if (limit === undefined || limit.kind === 'rate') return [];
    return [[`${String(index)} ${limit.kind === 'per key' ? String(idOf(input) % 2) : 'all'}`, limit.max]];
  }

  private observable({ emissions, gap, failing, reason }: TreeAnswer, lists: boolean, begin: () => () => void): Observable<unknown> {
    return new Observable((subscriber) => {
      const over = begin();
      subscriber.add(over);
      const given = this.group({ emissions } as TreeAnswer, lists);
      const gaps = lists
        ? emissions.map((each) => each.gap)
        : emissions.flatMap((each) => each.values.map((_, index) => (index === 0 ? each.gap : 0)));
      const go = (from: number, waited: boolean): void => {
        for (let index = from; !subscriber.closed; index++) {
          const frames = index < given.length ? (gaps[index] as number) : gap;
          if (frames > 0 && !(waited && index === from)) {
            subscriber.add(
              this.clock.after(frames, () => {
                go(index, true);
              }),
            );
            return;
          }
          this.called('answer');
          if (index < given.length) subscriber.next(given[index]);
          else {
            over();
            if (failing === 'end') subscriber.error(new Error(reason));
            else subscriber.complete();
            return;
          }
        }
      };
      go(0, false);
    });
  }

  private *generator(answer: TreeAnswer, lists: boolean, name: string): Generator<unknown, void> {
    this.open++;
    try {
      for (const value of this.group(answer, lists)) {
        this.called('answer');
        this.watch.pulled(name);
        yield value;
      }
      this.called('answer');
      if (answer.failing === 'end') throw new Error(answer.reason);
    } finally {
      this.open--;
    }
  }

  private promise({ emissions, gap, failing, reason }: TreeAnswer, lists: boolean, signal: AbortSignal, begin: () => () => void): Promise<unknown> {
    const over = begin();
    signal.addEventListener('abort', over);
    const [emission] = emissions;
    return this.clock.sleep(emission?.gap ?? gap).then(() => {
      over();
      if (failing === 'end') throw new Error(reason);
      return lists ? emission?.values : emission?.values[0];
    });
  }

  private async *asyncGenerator(
    { emissions, gap, failing, reason }: TreeAnswer,
    lists: boolean,
    signal: AbortSignal | undefined,
    begin: () => () => void,
  ): AsyncGenerator {
    const rest = async (frames: number): Promise<void> => {
      const over = begin();
      signal?.addEventListener('abort', over);
      try {
        await this.clock.sleep(frames);
      } finally {
        over();
      }
    };
    for (const emission of emissions) {
      const given = lists ? [emission.values] : emission.values;
      for (const [index, value] of given.entries()) {
        await rest(index === 0 ? emission.gap : 0);
        yield value;
      }
    }
    await rest(gap);
    if (failing === 'end') throw new Error(reason);
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
