import {
  AdaptiveLimit,
  adaptiveLimit,
  ConcurrencyLimit,
  concurrencyLimit,
  Limit,
  MemoryCache,
  memoryCache,
  PerKey,
  perKey,
  RateLimit,
  rateLimit,
} from 'rxjs-stages';
import { expectToCompile, expectType, type Equal } from '../types/equal';

/** What containers of dependencies call a token: Angular's `AbstractType`, Nest's `Abstract`. */
interface Token<T> {
  readonly prototype: T;
}

/** The smallest container. */
class Container {
  readonly #instances = new Map<unknown, unknown>();

  provide<T>(token: Token<T>, instance: T): void {
    this.#instances.set(token, instance);
  }

  get<T>(token: Token<T>): T | undefined {
    return this.#instances.get(token) as T | undefined;
  }
}

describe('classes of limits and caches', () => {
  it('are tokens of dependency injection', () => {
    const container = new Container();
    const [concurrency, rate, adaptive] = [concurrencyLimit(2), rateLimit({ max: 1, per: 1 }), adaptiveLimit({ max: 4 })];
    const [hosts, cache] = [perKey(() => concurrencyLimit(1)), memoryCache()];
    container.provide(ConcurrencyLimit, concurrency);
    container.provide(RateLimit, rate);
    container.provide(AdaptiveLimit, adaptive);
    container.provide(PerKey, hosts);
    container.provide(MemoryCache, cache);
    container.provide(Limit, concurrency);

    const got = container.get(ConcurrencyLimit);

    expectType<Equal<typeof got, ConcurrencyLimit | undefined>>(true);
    expect(got).toBe(concurrency);
    expect([RateLimit, AdaptiveLimit, PerKey, MemoryCache, Limit].map((token) => container.get<unknown>(token))).toEqual([
      rate,
      adaptive,
      hosts,
      cache,
      concurrency,
    ]);
  });

  it('tell by instanceof what something is', () => {
    for (const limit of [concurrencyLimit(2), rateLimit({ max: 1, per: 1 }), adaptiveLimit({ max: 4 })]) expect(limit).toBeInstanceOf(Limit);
    expect(perKey(() => concurrencyLimit(1))).not.toBeInstanceOf(Limit);
  });

  it('are made by their functions alone', () => {
    expectToCompile(() => {
      // @ts-expect-error made by concurrencyLimit()
      new ConcurrencyLimit(1, {});
      // @ts-expect-error made by rateLimit()
      new RateLimit({ max: 1, per: 1 });
      // @ts-expect-error made by adaptiveLimit()
      new AdaptiveLimit({ max: 1 });
      // @ts-expect-error made by perKey()
      new PerKey(() => concurrencyLimit(1), {});
      // @ts-expect-error made by memoryCache()
      new MemoryCache({});
      // @ts-expect-error made by its kinds
      new Limit({});
    });
  });
});
