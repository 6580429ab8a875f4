import type { Subscription, Unsubscribable } from 'rxjs';
import { has } from '../check.js';
import type { RunView, Watcher } from '../engine/create-run.js';
import { changeStages, stagesOf } from '../engine/steps.js';
import type { Limits, Plan, PolicyOptions, StagePlan } from '../engine/plan.js';
import { Limit } from '../policies/limits/limit.js';
import { quote } from '../quote.js';
import { VirtualPromise } from './doubles/virtual-promise.js';

/** How many attempts, or requests, of a stage are open, and how many branches wait before it. */
export interface Census {
  readonly open: number;
  readonly waiting: number;
}

/** A run that is about to begin. */
interface Beginning {
  run?: RunView;
}

/** One attempt of a run. */
interface Attempted {
  readonly stage: string;
  /** Aborts when the attempt is cancelled. */
  readonly signal: AbortSignal;
}

/** Something that settles in real time: the result of a project, or the source of a run. */
interface Unplayable {
  readonly of: Beginning;
  readonly attempt?: Attempted;
  readonly message: string;
}

/** An attempt that starts, or a request for several. */
export interface Start {
  readonly stage: string;
  /** One input, or several for the request of a batch stage. */
  readonly inputs: readonly unknown[];
  /** The number of the attempt, from 1; `undefined` for a request for several inputs. */
  readonly attempt: number | undefined;
}

/** Called for each attempt, or request, that starts. */
export type StartListener = (start: Start) => void;

/** All runs that begin while a test runs. */
export class WatchedRuns implements Watcher {
  readonly #runs: RunView[] = [];
  readonly #limits = new Set<Limit>();
  readonly #random: () => number;
  readonly #samplers: (() => void)[] = [];
  readonly #starts: StartListener[] = [];
  readonly #untilOver: Subscription;
  /** Results of projects, and sources, that settle in real time. */
  readonly #unplayable: Unplayable[] = [];
  /** The run that is about to begin. */
  #beginning: Beginning = {};

  /**
   * @param random - the random numbers of pipelines without their own
   * @param untilOver - what unsubscribes their rest at the end of the test: nothing can happen
   *   after it
   */
  constructor(random: () => number, untilOver: Subscription) {
    this.#random = random;
    this.#untilOver = untilOver;
  }

  /** Whether no run has begun. */
  get none(): boolean {
    return this.#runs.length === 0;
  }

  /** Calls `sampler` whenever anything happens in runs that begin from now on. */
  sampleBy(sampler: () => void): void {
    this.#samplers.push(sampler);
  }

  /** Calls `listener` for each attempt that starts from now on. */
  tellStarts(listener: StartListener): void {
    this.#starts.push(listener);
  }

  sample(): void {
    for (const sampler of this.#samplers) sampler();
  }

  /** The current counts of a stage, over all runs. */
  census(stage: string): Census {
    let open = 0;
    let waiting = 0;
    for (const run of this.#runs) {
      if (run.closed) continue;
      for (const each of run.stages) {
        if (each.name !== stage) continue;
        open += each.active;
        waiting += each.waiting;
      }
    }
    return { open, waiting };
  }

  /** The names of the stages of all runs. */
  get names(): readonly string[] {
    return [...new Set(this.#runs.flatMap(({ stages }) => stages.map(({ name }) => name)))];
  }

  /** Whether any run uses a limit, or has used it if it applies to some inputs only. */
  usesLimit(limit: Limit): boolean {
    return this.#limits.has(limit);
  }

  /** The stages with attempts that are still in flight, in words. */
  get left(): string {
    return this.names
      .map((name) => ({ name, ...this.census(name) }))
      .filter(({ open }) => open > 0)
      .map(({ name, open }) => `attempts of stage ${quote(name)} still open at the end: ${String(open)}. They never complete, or wait for a promise`)
      .join('\n');
  }

  /**
   * @throws if anything waits for something in real time. What was cancelled in time, for example
   *   by a timeout, does not count
   */
  assertPlayed(): void {
    for (const { of, attempt, message } of this.#unplayable) {
      const { run } = of;
      if (run?.closed !== false) continue;
      if (attempt === undefined || mayBeOpen(attempt, run)) throw new Error(message);
    }
  }

  prepare(plan: Plan): Plan {
    const beginning: Beginning = {};
    this.#beginning = beginning;
    const stages = stagesOf(changeStages(plan.first, (stage) => this.#watched(stage, beginning)));
    const watched: Plan = { ...plan, ...stages, random: plan.random === Math.random ? this.#random : plan.random };
    // A run without a listener takes other paths.
    if (this.#samplers.length === 0) return watched;
    return {
      ...watched,
      onEvent: (event) => {
        // The branch of an ended attempt counts as waiting until it has ended or waits.
        if (event.type !== 'settled') this.sample();
        plan.onEvent?.(event);
      },
    };
  }

  began(run: RunView & Unsubscribable, input: unknown): void {
    this.#runs.push(run);
    this.#untilOver.add(run);
    this.#beginning.run = run;
    const what = realTime(input);
    if (what !== undefined) this.#unplayable.push({ of: this.#beginning, message: unplayableSource(what) });
  }

  /** The same stage, which also reports starts and records results that settle in real time. */
  #watched(stage: StagePlan, beginning: Beginning): StagePlan {
    const { name } = stage;
    return {
      ...stage,
      options: { ...stage.options, ...this.#noted(stage.options) },
      project: (input, context) => {
        const start: Start =
          stage.batch === undefined
            ? { stage: name, inputs: [input], attempt: context.attempt }
            : { stage: name, inputs: input as readonly unknown[], attempt: undefined };
        for (const listener of this.#starts) listener(start);
        const given = stage.project(input, context);
        const what = realTime(given);
        if (what !== undefined) {
          const attempt = { stage: name, signal: context.signal };
          this.#unplayable.push({ of: beginning, attempt, message: unplayableStage(name, what) });
        }
        return given;
      },
    };
  }

  /** The same limits, recorded. */
  #noted({ limit }: PolicyOptions): { readonly limit?: Limits } {
    if (limit === undefined) return {};
    const note = (one: Limit): Limit => {
      this.#limits.add(one);
      return one;
    };
    return { limit: [limit].flat().map((one) => (one instanceof Limit ? note(one) : (input: unknown) => note(one(input)))) };
  }
}

/**
 * Whether an attempt may still wait. One that was not cancelled has ended only if its promise
 * settled in the same turn, as some thenables do.
 */
function mayBeOpen({ stage, signal }: Attempted, { stages }: RunView): boolean {
  return !signal.aborted && stages.some(({ name, active }) => name === stage && active > 0);
}

/** A description of something that settles in real time; `undefined` for anything else. */
function realTime(given: unknown): string | undefined {
  if (has(given, 'subscribe') || given instanceof VirtualPromise) return undefined;
  if (has(given, 'then')) return 'a promise';
  return has(given, Symbol.asyncIterator) ? 'an async iterable' : undefined;
}

function unplayableStage(stage: string, what: string): string {
  return `stage ${quote(stage)}: project returned ${what}, which settles in real time, not in virtual time. Use a scripted project, \`stage.with({ project: scripted({ … }) })\`, or a project that returns an Observable.`;
}

function unplayableSource(what: string): string {
  return `The source is ${what}, which settles in real time, not in virtual time. Use marbles, \`cold('ab|').pipe(…)\`, or an array.`;
}
