import { lastValueFrom, toArray } from 'rxjs';
import {
  adaptiveLimit,
  concurrencyLimit,
  exponentialBackoff,
  gather,
  memoryCache,
  perKey,
  pipeline,
  rateLimit,
  stage,
  unwrap,
  type Cache,
  type LimitOption,
  type Outcome,
} from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { manifest } from '../package/project';

type Library = typeof import('rxjs-stages');

/** Another copy, as `jest.resetModules` or a second install makes one. */
const other = ((): Library => {
  let copy: Library | undefined;
  jest.isolateModules(() => {
    copy = jest.requireActual<Library>('rxjs-stages');
  });
  return copy as Library;
})();

const project = (n: number): number[] => [n];
const options = (limit: unknown): { readonly limit: LimitOption<unknown> } => ({ limit: limit as LimitOption<unknown> });

/** The error for something that another copy has made. */
function foreign(what: string): TypeError {
  const { version } = manifest;
  return new TypeError(
    `${what} was made by another copy of rxjs-stages (version '${version}', this one is '${version}'). ` +
      'Two copies are loaded, because of two installs (see `npm ls rxjs-stages`), a bundle that mixes `import` and `require`, or `jest.resetModules`. ' +
      'Load only one.',
  );
}

describe('U2 what another copy of the library has made is refused', () => {
  it('U2 loads two copies', () => {
    expect(other.stage).not.toBe(stage);
  });

  it.each<[string, () => unknown]>([
    ['a concurrency limit', () => other.concurrencyLimit(1)],
    ['a rate limit', () => other.rateLimit({ max: 1, per: 1 })],
    ['an adaptive limit', () => other.adaptiveLimit({ max: 1 })],
    ['a limit in a list', () => [concurrencyLimit(1), other.concurrencyLimit(1)]],
    ['a keyed limit', () => other.perKey(() => other.concurrencyLimit(1)).by((n: number) => n)],
    ['a keyed limit that is not keyed yet', () => other.perKey(() => other.concurrencyLimit(1))],
  ])('U2 as the limit of a stage, of a changed stage or of a pipeline: %s', (_, create) => {
    expect(() => stage('fetch', project, options(create()))).toThrow(foreign("stage 'fetch': limit"));
    expect(() => stage('fetch', project).with(options(create()))).toThrow(foreign("stage 'fetch': limit"));
    expect(() => pipeline(stage('fetch', project), options(create()))).toThrow(foreign('pipeline: limit'));
  });

  it('U2 as the cache of a stage', () => {
    expect(() => stage('fetch', project, { key: String, cache: other.memoryCache() })).toThrow(foreign("stage 'fetch': cache"));
  });

  it('U2 as a stage, as a pipeline, as the limit of a group', () => {
    const theirs = other.stage('fetch', project);

    expect(() => pipeline(theirs)).toThrow(foreign('pipeline: segments[0]'));
    expect(() =>
      pipeline(
        stage('first', project),
        other.listStage('second', (n: number) => [[n]]),
      ),
    ).toThrow(foreign('pipeline: segments[1]'));
    expect(() => pipeline(other.pipeline(theirs) as never)).toThrow(foreign('pipeline: segments[0]'));
    expect(() => gather(theirs)).toThrow(foreign('gather: pipeline'));
    expect(() => gather(other.pipeline(theirs))).toThrow(foreign('gather: pipeline'));
    expect(() => perKey(() => other.concurrencyLimit(1) as never).by(String)(1)).toThrow(foreign('perKey: the result of create'));
  });

  it('U2 as what a test looks at', () => {
    testStages(({ expectActive, expectWaiting, expectStarts }) => {
      const theirs = other.stage('fetch', project);

      expect(() => expectActive(theirs)).toThrow(foreign('expectActive: target'));
      expect(() => expectStarts(theirs)).toThrow(foreign('expectStarts: stage'));
      expect(() => expectWaiting([theirs])).toThrow(foreign('expectWaiting: target'));
      expect(() => expectWaiting(other.concurrencyLimit(1) as never)).toThrow(foreign('expectWaiting: target'));
      expect(() => expectActive(other.perKey(() => other.concurrencyLimit(1)) as never)).toThrow(foreign('expectActive: target'));
    });
  });

  it('F1 rejects a branch whose limit function returns one, and goes on', async () => {
    const own = concurrencyLimit(1);
    const theirs = other.concurrencyLimit(1) as never;
    const fetch = stage('fetch', async (n: number) => Promise.resolve(n), { limit: (n) => (n === 2 ? theirs : own) });

    const outcomes: Outcome[] = await lastValueFrom(fetch([1, 2, 3]).pipe(toArray()));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([
      expect.objectContaining({ inputs: [2], reason: foreign("stage 'fetch': the result of the limit function") }),
    ]);
  });
});

describe('what does not depend on a copy goes on working', () => {
  it('takes a cache of any kind that is not its own, operators and delays of the other copy', async () => {
    const kept = new Map<string, readonly unknown[]>();
    const cache: Cache = {
      get: (name, key) => kept.get(name + key),
      set: (name, key, values) => void kept.set(name + key, values),
    };
    const settings = { key: String, cache, retry: { count: 1, delay: other.exponentialBackoff({ initial: 0 }) } };

    expect(await lastValueFrom(stage('fetch', project, settings)([1, 1]).pipe(other.unwrap(), toArray()))).toEqual([1, 1]);
    expect(await lastValueFrom(other.stage('fetch', project, settings)([1]).pipe(unwrap(), toArray()))).toEqual([1]);
  });

  it('takes all of its own', async () => {
    const limit = [concurrencyLimit(1), rateLimit({ max: 9, per: 1 }), adaptiveLimit({ max: 9 }), perKey(() => concurrencyLimit(1)).by(String)];
    const fetch = stage('fetch', project, { limit, key: String, cache: memoryCache(), retry: { count: 1, delay: exponentialBackoff() } });

    expect((await lastValueFrom(gather(pipeline(fetch, { limit }))([1]))).fulfilled).toHaveLength(1);
  });
});
