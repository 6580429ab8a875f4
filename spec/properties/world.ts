import { concurrencyLimit, perKey, rateLimit, type Answer, type Cache, type LimitOption } from 'rxjs-stages';
import { VirtualClock, type Clock } from './clock.js';
import { Contexts } from './contexts.js';
import { Gauge } from './gauge.js';
import type { LimitScenario } from './policies.js';
import { policiesOf, type Scenario } from './scenario.js';
import type { Script } from './script.js';

/** What runs share: the time, the storage of their async contexts, limits and caches. */
export class World {
  readonly contexts = new Contexts();
  private readonly limits: readonly LimitOption<Script>[];
  private readonly gauges: readonly Map<number, Gauge>[];
  private readonly works = new Map<string, Gauge>();
  private readonly caches = new Map<string, Cache>();

  constructor(
    private readonly scenario: Scenario,
    readonly clock: Clock = new VirtualClock(),
  ) {
    this.limits = scenario.limits.map((limit) => this.limit(limit));
    this.gauges = scenario.limits.map(() => new Map<number, Gauge>());
  }

  /** The limits themselves of a stage, or those of all. */
  limitsOf(indices: readonly number[]): readonly LimitOption<Script>[] {
    return indices.map((index) => this.limits[index] as LimitOption<Script>);
  }

  /** What counts the work for an input: where it is limited, and for a cache, which wants one piece of work at a time. */
  gaugesOf(depth: number, input: Script): readonly Gauge[] {
    const gauges = this.limitedAt(depth, input);
    const { sharing } = policiesOf(this.scenario, depth);
    if (depth < 0 || sharing === undefined || sharing === 'run') return gauges;
    const name = `${String(depth)} ${String(input.name)}`;
    const works = this.works.get(name) ?? new Gauge({ kind: 'concurrency', max: 1, per: 0, keyed: true }, this.clock.slack);
    this.works.set(name, works);
    return [...gauges, works];
  }

  /** What is counted at the limits of an input. */
  limitedAt(depth: number, { group }: Script): readonly Gauge[] {
    return this.indicesAt(depth).map((index) => {
      const limit = this.scenario.limits[index] as LimitScenario;
      const groups = this.gauges[index] as Map<number, Gauge>;
      const key = limit.keyed ? group : 0;
      const gauge = groups.get(key) ?? new Gauge(limit, this.clock.slack);
      groups.set(key, gauge);
      return gauge;
    });
  }

  /** Which limits an attempt needs. The source is no attempt. */
  indicesAt(depth: number): readonly number[] {
    const { stages, limitedBy } = this.scenario;
    return depth < 0 ? [] : [...new Set([...(stages[depth]?.policies.limits ?? []), ...limitedBy])];
  }

  /** A cache of a stage's own. */
  cacheOf(stage: string, slow: boolean): Cache {
    const cache = this.caches.get(stage) ?? keeper(slow);
    this.caches.set(stage, cache);
    return cache;
  }

  private limit({ kind, max, per, keyed }: LimitScenario): LimitOption<Script> {
    const { scheduler } = this.clock;
    const make = () => (kind === 'rate' ? rateLimit({ max, per, scheduler }) : concurrencyLimit(max, { scheduler }));
    return keyed ? perKey(make, { scheduler }).by(({ group }: Script) => group) : make();
  }
}

/** Keeps everything. */
function keeper(slow: boolean): Cache {
  const answers = new Map<string, Answer>();
  const answer = <T>(value: T): T | Promise<T> => (slow ? Promise.resolve(value) : value);
  return {
    get: (stage, key) => answer(answers.get(`${stage} ${key}`)),
    set: (stage, key, values) => {
      answers.set(`${stage} ${key}`, [...values]);
      return answer(undefined);
    },
  };
}
