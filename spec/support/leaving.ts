import { map, Observable, of, Subject, takeUntil, throwError, timer, VirtualTimeScheduler, type SchedulerLike } from 'rxjs';
import {
  adaptiveLimit,
  concurrencyLimit,
  listStage,
  memoryCache,
  perKey,
  rateLimit,
  pipeline,
  stage,
  type AdaptiveLimit,
  type Answer,
  type Limit,
  type PerKey,
  type PipelineOptions,
} from 'rxjs-stages';

/** What the stages of a run have. */
export interface Traits {
  readonly order?: boolean;
  readonly atomic?: boolean;
  readonly lists?: boolean;
  readonly key?: boolean;
  readonly cache?: boolean;
  readonly recurse?: boolean;
  readonly nextPage?: boolean;
  readonly retry?: 'number' | 'function' | 'notifier' | undefined;
  readonly limit?: 'common' | 'by' | 'own' | undefined;
}

/** A run that writes down whatever it asks of its user, and that is left from within the one question that is said. */
export class LeavingRun {
  readonly clock = new VirtualTimeScheduler();
  /** All that was asked, and all that came, in order. */
  readonly log: string[] = [];
  /** What is wrong, if it shows while the run goes on. */
  readonly complaints: string[] = [];
  /** Where in the log it was left. */
  left: number | undefined = undefined;

  private readonly groups: PerKey;
  private readonly common: Limit;
  private readonly adaptive: AdaptiveLimit;
  private readonly rate: Limit;
  private readonly counts = new Map<string, number>();
  private leave: () => void = () => undefined;
  private open = 0;

  /**
   * @param question - the one from within which it is left
   * @param turn - the how manieth of that name, from 1
   */
  constructor(
    private readonly traits: Traits,
    private readonly question?: string,
    private readonly turn = 1,
  ) {
    const scheduler = this.watched('limit clock');
    this.common = concurrencyLimit(2, { scheduler });
    this.rate = rateLimit({ max: 3, per: 2, scheduler });
    this.adaptive = adaptiveLimit({
      max: 3,
      initial: 2,
      scheduler,
      when: () => {
        this.ask('adaptive when');
        return true;
      },
    });
    this.groups = perKey(
      () => {
        this.ask('create');
        return concurrencyLimit(1, { scheduler });
      },
      { scheduler },
    );
  }

  /** Runs to its end, or until it is left and a while after. */
  play(): this {
    const results = this.pipeline()(this.source([1, 2, 3, 4, 5]));
    // Before it is subscribed to: it may be left from within that.
    const stop = new Subject<void>();
    this.leave = () => {
      stop.next();
    };
    const subscription = results.pipe(takeUntil(stop)).subscribe({
      next: () => {
        this.ask('outcome');
      },
      complete: () => {
        if (this.left === undefined) this.log.push('completed');
      },
    });
    this.clock.flush();
    if (!subscription.closed) this.complaints.push('never ends');
    return this;
  }

  /** Everything that is wrong with a run that is over. */
  get wrong(): string[] {
    const after = this.left === undefined ? [] : this.log.slice(this.left);
    const late = after.filter((entry) => !isRemains(entry));
    const { common, groups, adaptive, rate } = this;
    const held = {
      common: common.active + common.waiting,
      groups: groups.active + groups.waiting,
      adaptive: adaptive.active + adaptive.waiting,
      rate: rate.active + rate.waiting,
    };
    return [
      ...this.complaints,
      ...(late.length > 0 ? [`goes on: ${late.slice(0, 3).join(', ')}`] : []),
      ...Object.entries(held).flatMap(([name, count]) => (count === 0 ? [] : [`${name} limit is held by ${String(count)}`])),
      ...(this.clock.actions.length > 0 ? ['leaves timers'] : []),
      ...(this.open > 0 ? [`leaves ${String(this.open)} open`] : []),
    ];
  }

  /** How often each question was asked. */
  get asked(): ReadonlyMap<string, number> {
    return this.counts;
  }

  /** A question is asked: from within it the run may be left. */
  private ask(question: string): void {
    this.log.push(question);
    const count = (this.counts.get(question) ?? 0) + 1;
    this.counts.set(question, count);
    if (question !== this.question || count !== this.turn) return;
    this.left = this.log.length;
    this.leave();
  }

  private pipeline() {
    const { order, lists } = this.traits;
    const options: PipelineOptions = {
      scheduler: this.watched('clock'),
      highWaterMark: 2,
      concurrency: 3,
      order: order === true ? 'source' : 'completion',
      random: () => {
        this.ask('random');
        return 0.5;
      },
      onEvent: ({ type, path }) => {
        if (type === 'cancelled') this.log.push(`cancelled ${path.join('.')}`);
        else if (type === 'run-ended') this.log.push(type);
        else this.ask(`event ${type}`);
      },
    };
    const first = lists === true ? listStage('first', (n: number) => this.lists(n), this.options()) : stage('first', (n: number, { attempt }) => this.values(n, attempt), this.options()); // prettier-ignore
    const second = stage('second', (n: number, { attempt }) => this.values(n, attempt), this.options());
    return pipeline(first, second, options);
  }

  private options(): { readonly recurse?: undefined } {
    const { atomic, key, cache, recurse, nextPage, retry, limit } = this.traits;
    const kept = memoryCache({ scheduler: this.watched('cache clock') });
    const say = <T>(question: string, answer: T): T => {
      this.ask(question);
      return answer;
    };
    return {
      concurrency: 2,
      ...(atomic === true ? { atomic } : {}),
      ...(key === true || cache === true ? { key: (n: number) => say('key', String(n % 100)) } : {}),
      ...(cache === true
        ? {
            cache: {
              get: (name: string, of: string) => {
                this.ask('get');
                return kept.get(name, of);
              },
              set: (name: string, of: string, values: Answer) => {
                this.ask('set');
                kept.set(name, of, values);
              },
            },
          }
        : {}),
      ...(recurse === true ? { recurse: (n: number) => say('recurse', n < 100 ? this.iterable('fed', [n + 100]) : []), maxDepth: 1 } : {}),
      ...(nextPage === true ? { nextPage: (n: number, input: number) => say('nextPage', input < 1_000 ? n + 1_000 : undefined) } : {}),
      ...(retry === undefined
        ? {}
        : {
            retry: {
              count: 1,
              when: () => say('when', true),
              pause: () => say('pause', 1),
              ...(retry === 'number' ? {} : { delay: () => say('delay', retry === 'function' ? 2 : this.notifier()) }),
            },
          }),
      ...(limit === undefined
        ? {}
        : {
            limit:
              limit === 'common'
                ? [this.common, this.adaptive, this.rate]
                : limit === 'by'
                  ? [this.common, this.groups.by((n: number) => say('by', n % 2))]
                  : (): Limit => say('by', this.common),
          }),
    } as object;
  }

  /** The clock, which says when it is read. */
  private watched(name: string): SchedulerLike {
    return {
      now: () => {
        this.ask(name);
        return this.clock.now();
      },
      schedule: this.clock.schedule.bind(this.clock),
    };
  }

  private notifier(): Observable<number> {
    return this.watch('notifier', timer(1, this.clock));
  }

  private source(items: readonly number[]): Iterable<number> {
    return this.iterable('source', items);
  }

  /** A project's result, of one kind or another. */
  private values(n: number, attempt: number): Observable<number> | Iterable<number> {
    this.ask('project');
    if (n % 5 === 3 && attempt === 1) return n % 2 === 1 ? throwError(() => 'bad') : this.watch('failing', timer(1, this.clock), true);
    const values = [n * 2, n * 2 + 1].map((each) => each % 100);
    if (n % 3 === 0) return this.iterable('result', values);
    if (n % 3 === 1) return this.watch('Observable', timer(1, this.clock));
    return of(...values);
  }

  private lists(n: number): Observable<Iterable<number>> | Iterable<Iterable<number>> {
    this.ask('project');
    if (n % 2 === 0) return [this.iterable('list', [n, n + 1])];
    return of(this.iterable('list', [n]), this.array([n + 1, n + 2]));
  }

  /** An Observable that says when it is subscribed to, and counts as open until it is torn down. */
  private watch(name: string, inner: Observable<number>, fails = false): Observable<number> {
    return new Observable((subscriber) => {
      this.open++;
      subscriber.add(() => {
        this.open--;
      });
      this.ask(`${name} subscribed`);
      return inner.pipe(map((value) => (fails ? this.fail() : value))).subscribe(subscriber);
    });
  }

  private fail(): never {
    throw new Error('bad');
  }

  /** An iterable that says whatever is asked of it, and whose iterators count as open until they are returned or at their end. */
  private iterable(name: string, items: readonly number[]): Iterable<number> {
    return {
      [Symbol.iterator]: () => {
        this.ask(`${name} iterator`);
        this.open++;
        let index = 0;
        let isOpen = true;
        const close = (): void => {
          if (!isOpen) this.complaints.push(`${name} is closed twice`);
          isOpen = false;
          this.open--;
        };
        return {
          next: () => {
            this.ask(`${name} next`);
            if (!isOpen) this.complaints.push(`${name} is pulled after its end`);
            const done = index >= items.length;
            if (done && isOpen) close();
            const value = items[index++];
            const ask = (what: string): void => {
              this.ask(`${name} ${what}`);
            };
            return {
              get done() {
                ask('done');
                return done;
              },
              get value() {
                ask('value');
                return value as number;
              },
            };
          },
          return: () => {
            this.log.push(`returned ${name}`);
            if (isOpen) close();
            return { done: true, value: undefined };
          },
        };
      },
    };
  }

  /** An array that says whatever is read of it. */
  private array(items: number[]): number[] {
    return new Proxy(items, {
      get: (target, property) => {
        this.ask(`array ${property === 'length' ? 'length' : 'element'}`);
        return Reflect.get(target, property) as unknown;
      },
    });
  }
}

/** Whether it may come after the end: what is cancelled, what had been given before and is looked at or opened to be returned, the group that `by` makes, and the time. */
function isRemains(entry: string): boolean {
  return /^(cancelled|run-ended|returned|array|create)|(done|value|iterator|clock)$/.test(entry);
}
