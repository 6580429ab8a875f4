import { defer, NEVER, of, timer, type Observable } from 'rxjs';
import {
  adaptiveLimit,
  concurrencyLimit,
  exponentialBackoff,
  listStage,
  perKey,
  pipeline,
  rateLimit,
  remote,
  stage,
  type Answer,
  type JobQueue,
  type PipelineEvent,
  type Cache,
  type Outcome,
  type Pipeline,
  type PipelineOptions,
  type StageContext,
} from 'rxjs-stages';
import { Hub } from './hub.js';
import { Refused, type Item, type Watch } from './watch.js';
import { eventsOf } from './ways.js';

type Joined = Pipeline<Item, Outcome>;

/** A pipeline that calls code of its user, and what it must call at least. */
export interface Case {
  readonly make: (watch: Watch) => Joined;
  readonly calls: readonly string[];
  /** In which ways its roots must come, if not in any. */
  readonly onlyIn?: RegExp;
}

/** Roots that come unasked. */
const PUSHED = /pushed|one run/;

/** Answers a ms later, by a promise that is resolved by a timer. */
function answered(item: Item): Promise<Item> {
  return new Promise((resolve) => {
    setTimeout(resolve, 1, item);
  });
}

type Ask = (item: Item, context: StageContext) => unknown;

/** Joins stages, whose events are looked at. */
function joined(watch: Watch, options: PipelineOptions, ...stages: readonly unknown[]): Joined {
  return (pipeline as unknown as (...args: readonly unknown[]) => Joined)(...stages, { onEvent: eventsOf(watch), ...options });
}

/**
 * Makes a stage whose project is looked at: what it is called for is the root, whatever has become
 * of it.
 */
function made(watch: Watch, make: unknown, what: string, ask: Ask, options: object = {}): unknown {
  const project: Ask = (item, context) => {
    watch.saw(what, context.inputs[0] as Item);
    return ask(item, context);
  };
  return (make as (name: string, project: Ask, options: object) => unknown)(what, project, options);
}

function asking(watch: Watch, options: object, ask: Ask = answered): unknown {
  return made(watch, stage, 'project', ask, options);
}

/** One stage with some options. */
function one(watch: Watch, options: object, ask?: Ask): Joined {
  return joined(watch, {}, asking(watch, options, ask));
}

/** A project whose first attempt for an item fails, later. */
function refusedAtFirst(hub: Hub): (item: Item, context: StageContext) => Observable<Item> {
  return (item, { attempt }) => (attempt === 1 ? hub.fail(new Refused(item.owner)) : hub.observe(item));
}

/** Answers by key. It is asked right after the key of the same branch was. */
class WatchedCache implements Cache {
  private readonly kept = new Map<string, Answer>();
  private asker: Item = { owner: 'nobody', name: '' };

  constructor(
    private readonly watch: Watch,
    private readonly isSlow: boolean,
  ) {}

  readonly key = (item: Item): string => {
    this.watch.saw('key', item);
    this.asker = item;
    return item.name;
  };

  get(_stage: string, key: string): Answer | undefined | Promise<Answer | undefined> {
    this.watch.saw('cache.get', this.asker);
    const answer = this.kept.get(key);
    return this.isSlow ? Promise.resolve(answer) : answer;
  }

  set(_stage: string, key: string, values: Answer): void | Promise<void> {
    this.watch.saw('cache.set', values[0] as Item);
    this.kept.set(key, values);
    return this.isSlow ? Promise.resolve() : undefined;
  }
}

const LIFE = ['project', 'event waiting', 'event started', 'event emitted', 'event completed'];

const LIMITS: Readonly<Record<string, (watch: Watch) => object>> = {
  'a concurrencyLimit': () => ({ limit: concurrencyLimit(1) }),
  'a concurrencyLimit, for answers from one socket': () => ({ limit: concurrencyLimit(2) }),
  'a rateLimit': () => ({ limit: rateLimit({ max: 1, per: 1 }) }),
  'an adaptiveLimit': () => ({ limit: adaptiveLimit({ max: 1 }) }),
  'two limits': () => ({ limit: [rateLimit({ max: 2, per: 1 }), concurrencyLimit(1)] }),
};

const limited = Object.entries(LIMITS).map(([name, options]): [string, Case] => [
  name,
  { make: (watch) => one(watch, options(watch), name.includes('socket') ? socket(watch) : undefined), calls: LIFE },
]);

function socket(watch: Watch): (item: Item) => Observable<Item> {
  const hub = new Hub(watch.kind);
  return (item) => hub.observe(item, item);
}

export const CASES: readonly (readonly [string, Case])[] = [
  ['no policy', { make: (watch) => one(watch, {}), calls: LIFE }],
  ['no policy, for answers from one socket', { make: (watch) => one(watch, {}, socket(watch)), calls: LIFE }],
  [
    'no policy, for thenables',
    {
      make: (watch) => {
        const hub = new Hub(watch.kind);
        return one(watch, {}, (item) => hub.promise(item));
      },
      calls: LIFE,
    },
  ],
  ['one slot', { make: (watch) => one(watch, { concurrency: 1 }, socket(watch)), calls: LIFE }],
  ...limited,
  [
    'perKey',
    {
      make: (watch) => one(watch, { limit: perKey(() => concurrencyLimit(1)).by(watch.by('by', ({ name }: Item) => name)) }, socket(watch)),
      calls: [...LIFE, 'by'],
    },
  ],
  [
    'a limit of the pipeline, over stages',
    {
      make: (watch) => {
        const second = made(watch, stage, 'second project', answered, { deliver: true });
        return joined(watch, { limit: concurrencyLimit(1) }, asking(watch, { deliver: true }), second);
      },
      calls: [...LIFE, 'second project'],
    },
  ],
  [
    'a pause that a failure asks for',
    {
      make: (watch) => {
        const retry = {
          count: 1,
          delay: watch.by('delay', (reason: Refused) => Number(reason.owner !== '')),
          when: watch.by('when', ({ owner }: Refused) => owner !== ''),
          pause: watch.by('pause', ({ owner }: Refused) => owner.length),
        };
        return one(watch, { limit: concurrencyLimit(2), retry }, refusedAtFirst(new Hub(watch.kind)));
      },
      calls: [...LIFE, 'delay', 'when', 'pause', 'event paused', 'event retrying'],
    },
  ],
  [
    'a pause of a group',
    {
      make: (watch) => {
        const limit = perKey(() => concurrencyLimit(1)).by(watch.by('by', ({ name }: Item) => name));
        return one(watch, { limit, retry: { count: 1, delay: 0, pause: () => 1 } }, refusedAtFirst(new Hub(watch.kind)));
      },
      calls: [...LIFE, 'by', 'event paused', 'event retrying'],
    },
  ],
  [
    'a limit that learns from failures',
    {
      make: (watch) =>
        one(
          watch,
          {
            limit: adaptiveLimit({
              max: 2,
              when: watch.by('when of the limit', ({ owner }: Refused) => owner === 'bob') as (reason: unknown) => boolean,
            }),
            retry: { count: 1, delay: 1 },
          },
          refusedAtFirst(new Hub(watch.kind)),
        ),
      calls: [...LIFE, 'when of the limit'],
    },
  ],
  [
    'retries after ms',
    { make: (watch) => one(watch, { retry: { count: 1, delay: 1 } }, refusedAtFirst(new Hub(watch.kind))), calls: [...LIFE, 'event retrying'] },
  ],
  [
    'retries at once',
    {
      make: (watch) => one(watch, { concurrency: 1, retry: { count: 1, delay: 0 } }, refusedAtFirst(new Hub(watch.kind))),
      calls: [...LIFE, 'event retrying'],
    },
  ],
  [
    'retries when an Observable says so',
    {
      make: (watch) => {
        const hub = new Hub(watch.kind);
        const delay = watch.by('delay', ({ owner }: Refused) =>
          defer(() => {
            watch.saw('subscription to the delay', { owner });
            return hub.observe(undefined);
          }),
        );
        return one(watch, { retry: { count: 1, delay } }, refusedAtFirst(hub));
      },
      calls: [...LIFE, 'delay', 'subscription to the delay'],
    },
  ],
  [
    'retries with jitter, and then failures',
    {
      make: (watch) => {
        const hub = new Hub(watch.kind);
        const backoff = exponentialBackoff({ initial: 1, max: 2 });
        const delay = watch.by('delay', (reason: Refused, retryCount: number, random: () => number) => backoff(reason, retryCount, random));
        return one(watch, { retry: { count: 2, delay } }, ({ owner }) => hub.fail(new Refused(owner)));
      },
      calls: ['project', 'delay', 'event rejected'],
    },
  ],
  [
    'a timeout of attempts',
    { make: (watch) => one(watch, { timeout: 1, retry: { count: 1, delay: 1 } }, () => NEVER), calls: ['project', 'event rejected'] },
  ],
  ['a timeout of branches', { make: (watch) => one(watch, { timeout: { total: 2 } }, () => NEVER), calls: ['project', 'event rejected'] }],
  [
    'a timeout of waits',
    {
      make: (watch) => {
        const limit = concurrencyLimit(1);
        limit.pauseFor(10);
        return one(watch, { limit, timeout: { queue: 2 } });
      },
      calls: ['event rejected'],
      onlyIn: PUSHED,
    },
  ],
  [
    'a key',
    {
      make: (watch) => one(watch, { key: watch.by('key', ({ name }: Item) => name) }, socket(watch)),
      calls: ['key', 'project', 'event emitted'],
    },
  ],
  ...[false, true].map((isSlow): [string, Case] => [
    `a cache that answers ${isSlow ? 'later' : 'at once'}`,
    {
      make: (watch) => {
        const cache = new WatchedCache(watch, isSlow);
        return one(watch, { key: cache.key, cache }, socket(watch));
      },
      calls: ['key', 'cache.get', 'cache.set', 'project', 'event emitted'],
    },
  ]),
  [
    'whoever takes over from a leader whose time is up',
    {
      make: (watch) => {
        let asked = 0;
        const cache = new WatchedCache(watch, false);
        return one(watch, { key: cache.key, cache, timeout: { total: 3 } }, (item) => (asked++ % 2 === 0 ? NEVER : answered(item)));
      },
      calls: ['key', 'project', 'event rejected'],
    },
  ],
  [
    'pages',
    {
      make: (watch) => {
        const nextPage = watch.by('nextPage', (last: Item, input: Item) => {
          watch.saw('nextPage', input);
          return input.name.length < 3 ? { ...last, name: `${input.name}+` } : undefined;
        });
        return one(watch, { limit: concurrencyLimit(1), nextPage }, socket(watch));
      },
      calls: [...LIFE, 'nextPage'],
    },
  ],
  [
    'recursion',
    {
      make: (watch) => {
        const recurse = watch.by('recurse', (value: Item, { inputs }: StageContext) => {
          const [root] = inputs as readonly Item[];
          watch.saw('recurse', root as Item);
          return inputs.length < 3 ? watch.each('what recurse gives', value, [value, value]) : [];
        });
        return one(watch, { concurrency: 2, limit: concurrencyLimit(2), recurse });
      },
      calls: [...LIFE, 'recurse', 'what recurse gives'],
    },
  ],
  [
    'lists, pulled while the next stage has room',
    {
      make: (watch) => {
        const lists = made(watch, listStage, 'project', (item) => Promise.resolve(watch.each('list', item, [item, item, item])));
        const second = made(watch, stage, 'second project', socket(watch), { limit: concurrencyLimit(1) });
        return joined(watch, { highWaterMark: 1 }, lists, second);
      },
      calls: ['project', 'list', 'second project'],
    },
  ],
  [
    'iterators, suspended and resumed under a limit',
    {
      make: (watch) => {
        const first = stage(
          'first',
          watch.by('project', (item: Item) => watch.each('iterator', item, [item, item, item])),
          { limit: concurrencyLimit(1) },
        );
        const second = made(watch, stage, 'second project', socket(watch), { limit: concurrencyLimit(1) });
        return joined(watch, { highWaterMark: 1 }, first, second);
      },
      calls: ['project', 'iterator', 'second project'],
    },
  ],
  [
    'async iterators, suspended and resumed under a limit',
    {
      make: (watch) => {
        const first = made(
          watch,
          stage,
          'project',
          (item) => {
            const values = watch.each('async iterator', item, [item, item, item]);
            return { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve(values.next()) }) };
          },
          { limit: concurrencyLimit(1) },
        );
        const second = made(watch, stage, 'second project', socket(watch), { limit: concurrencyLimit(1) });
        return joined(watch, { highWaterMark: 1 }, first, second);
      },
      calls: ['project', 'async iterator', 'second project'],
    },
  ],
  ...[stage, listStage].map((make): [string, Case] => [
    `a remote ${make === stage ? 'stage' : 'listStage'}, whose queue answers from one socket, and at first refuses`,
    {
      make: (watch) => {
        const hub = new Hub(watch.kind);
        const queue: JobQueue = {
          run: async ({ inputs, attempt }) => {
            const item = inputs.at(-1) as Item;
            watch.saw('queue.run', item);
            await hub.promise(undefined);
            if (attempt === 1) throw new Refused(item.owner);
            return [item, item];
          },
          close: () => Promise.resolve(),
        };
        const options = {
          retry: { count: 1, delay: watch.by('delay', ({ owner }: Refused) => Number(owner !== '')) },
          key: watch.by('key', ({ name }: Item) => name),
          deliver: true,
        };
        const item = (make as (name: string, project: Ask, others: object) => Parameters<typeof remote>[0])('first', () => NEVER, options);
        return joined(watch, {}, remote(item, queue), made(watch, stage, 'project', answered));
      },
      calls: [...LIFE, 'queue.run', 'delay', 'key', 'event retrying'],
    },
  ]),
  [
    'the subscription to an Observable',
    {
      make: (watch) =>
        one(watch, { concurrency: 1 }, (item) =>
          defer(() => {
            watch.saw('subscription', item);
            return timer(1);
          }),
        ),
      calls: [...LIFE, 'subscription'],
    },
  ],
  [
    'what is held back until an attempt has ended',
    { make: (watch) => one(watch, { atomic: true, limit: concurrencyLimit(1) }, socket(watch)), calls: LIFE },
  ],
  [
    'the order of the source',
    {
      make: (watch) => {
        const hub = new Hub(watch.kind);
        const slow = new Hub(watch.kind, 4);
        return joined(
          watch,
          { order: 'source', highWaterMark: 2 },
          asking(watch, { deliver: true }, (item) => (item.owner === 'ann' ? slow.observe(item, item) : hub.observe(item, item))),
          made(watch, stage, 'second project', (item) => of(item)),
        );
      },
      calls: [...LIFE, 'second project'],
    },
  ],
  [
    'roots that are dropped because others come',
    {
      make: (watch) => joined(watch, { concurrency: 1, maxWaiting: 1, overflow: 'drop-oldest' }, asking(watch, {})),
      calls: ['project', 'event rejected'],
      onlyIn: /one run/,
    },
  ],
  [
    'a limit that is raised from elsewhere, while somebody is asked',
    {
      make: (watch) => {
        const limit = concurrencyLimit(1);
        return one(watch, { limit }, (item) => {
          watch.kind.enter('elsewhere', () => {
            limit.setMax(limit.max + 1);
          });
          return answered(item);
        });
      },
      calls: LIFE,
    },
  ],
  [
    'a limit that is raised from elsewhere, while somebody is told',
    {
      make: (watch) => {
        const limit = concurrencyLimit(1);
        const tell = eventsOf(watch);
        const onEvent = (event: PipelineEvent): void => {
          tell(event);
          watch.kind.enter('elsewhere', () => {
            limit.setMax(limit.max + 1);
          });
        };
        return joined(watch, { onEvent, limit }, asking(watch, {}));
      },
      calls: LIFE,
    },
  ],
  [
    'answers that come from elsewhere, while somebody is asked',
    {
      make: (watch) => {
        const hub = new Hub(watch.kind);
        return joined(
          watch,
          { limit: concurrencyLimit(4) },
          asking(watch, {}, (item) => {
            hub.flush();
            return hub.observe(item, item);
          }),
          made(watch, stage, 'second project', (item) => {
            hub.flush();
            return hub.observe(item);
          }),
        );
      },
      calls: [...LIFE, 'second project'],
    },
  ],
  [
    'everything at once',
    {
      make: (watch) => {
        const hub = new Hub(watch.kind);
        const cache = new WatchedCache(watch, true);
        const limits = [perKey(() => concurrencyLimit(1)).by(watch.by('by', ({ name }: Item) => name)), rateLimit({ max: 2, per: 1 })];
        const retry = { count: 2, delay: () => hub.observe(undefined), pause: () => 1 };
        return joined(
          watch,
          { order: 'source', limit: adaptiveLimit({ max: 2 }) },
          asking(watch, { limit: limits, retry, timeout: { attempt: 50, total: 5_000 } }, refusedAtFirst(hub)),
          made(watch, listStage, 'second project', (item) => hub.observe(watch.each('list', item, [item, item])), {
            key: cache.key,
            cache,
            atomic: true,
            deliver: true,
          }),
          made(watch, stage, 'last project', answered, { limit: concurrencyLimit(1) }),
        );
      },
      calls: ['project', 'by', 'key', 'cache.get', 'second project', 'last project', 'event retrying', 'event paused'],
    },
  ],
];
