import { config, EMPTY, filter, firstValueFrom, from, lastValueFrom, NEVER, of, throwError, timer, toArray } from 'rxjs';
import {
  adaptiveLimit,
  assemble,
  batchStage,
  concurrencyLimit,
  exponentialBackoff,
  fork,
  gather,
  isRejected,
  jobRunner,
  join as joinTree,
  listStage,
  memoryCache,
  storeCache,
  perKey,
  pipeline,
  rateLimit,
  remote,
  serializeReason,
  stage,
  tolerate,
  when,
} from 'rxjs-stages';
import { progress, simulate, timeline, toTraceEvents } from 'rxjs-stages/observe';
import { fromAxios } from 'rxjs-stages/axios';
import { jobQueue, serve } from 'rxjs-stages/bullmq';
import { httpRetry } from 'rxjs-stages/http';
import { journal, terminalProgress } from 'rxjs-stages/node';
import { openTelemetry } from 'rxjs-stages/otel';
import { marbleOf, testStages, testStagesWith, type StageHelpers } from 'rxjs-stages/testing';
import 'rxjs-stages/testing/jest';
import { waterfallHtml } from 'rxjs-stages/waterfall';
import { encode } from '../src/bullmq/job-data';
import { errorOf as jobError, failureOf } from '../src/bullmq/job-failure';
import { Jobs } from '../src/bullmq/jobs';
import { warn } from '../src/bullmq/warn';
import { manifest } from './package/project';
import { sourceTexts } from './support/source-texts';
import { span, timelineOf } from './support/timelines';
import { lines } from './testing/failure-of';

/* Every message of the library, whole, as a real call makes it. To read them as users do, read the right column aloud. */

/** What makes a message: it throws it, or returns a promise of it. */
type Call = () => unknown;

/** As a user without types has them. */
type Loose = (...args: unknown[]) => (source: unknown) => unknown;
const join = pipeline as unknown as Loose;
const make = stage as unknown as Loose;
const makeList = listStage as unknown as Loose;
const makeBatch = batchStage as unknown as Loose;

const project = (n: number): number[] => [n];
const fetch = stage('fetch', project);

/** What `warn` tells the user. */
function warningOf(error: Error): Error {
  const emitted = jest.spyOn(process, 'emitWarning').mockImplementation();
  warn(error);
  const [warning] = emitted.mock.calls[0] ?? [];
  emitted.mockRestore();
  return new Error(String(warning));
}

/** Nothing listens there. */
const NOWHERE = { queue: 'numbers', connection: 'redis://127.0.0.1:1' };

/** Why a branch of a run was rejected. */
async function reason(run: unknown): Promise<unknown> {
  return (await firstValueFrom((run as ReturnType<typeof fetch>).pipe(filter(isRejected)))).reason;
}

/** Why a run fails. */
async function failure(run: unknown): Promise<unknown> {
  return lastValueFrom(run as ReturnType<typeof fetch>).catch((error: unknown) => error);
}

/** The test that is played states something that is wrong. */
const played = (body: (helpers: StageHelpers) => unknown) => (): void => {
  testStages((helpers) => void body(helpers));
};

/** What a page is about. */
const looked = timelineOf([{ name: 'fetch' }], [{ spans: [span('attempt fulfilled', 0, 1)] }]);

/** Another copy of the library. */
const other = ((): typeof import('rxjs-stages') => {
  let copy: typeof import('rxjs-stages') | undefined;
  jest.isolateModules(() => {
    copy = jest.requireActual('rxjs-stages');
  });
  return copy as typeof import('rxjs-stages');
})();

type Row = readonly [message: string, name: string, call: Call];

const ARGUMENTS: readonly Row[] = [
  ['storeCache: store must be an object with `get` and `set` (or `put`) methods, got undefined', 'TypeError', () => storeCache(undefined as never)],
  [
    'storeCache: this store hides its failures: create Keyv with `throwOnErrors: true`',
    'TypeError',
    () => storeCache({ get: () => 1, set: () => 1, throwOnErrors: false } as never),
  ],
  [
    "stage 'fetch': storeCache cannot store values[0].at, because JSON would lose a Date. Emit plain data, or pass a `codec` to storeCache",
    'TypeError',
    () => storeCache(new Map()).set('fetch', 'key', [{ at: new Date(0) }]),
  ],
  [
    "stage 'fetch': the store of storeCache did not store an answer: its set returned false",
    'Error',
    () => storeCache({ get: () => undefined, set: () => false }).set('fetch', 'key', []),
  ],
  ["journal: path must be a path, or ':memory:', got ''", 'TypeError', () => journal('')],
  [
    `journal needs \`node:sqlite\`, which Node has from 22.13 on, and this is ${process.version}: update Node, or use \`storeCache\` with classic-level`,
    'Error',
    () => {
      const without = jest.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined);
      try {
        journal(':memory:');
      } finally {
        without.mockRestore();
      }
    },
  ],
  [
    'codec: `codec` must return a string or a Uint8Array from stringify',
    'TypeError',
    () => encode({ stringify: () => 1, parse: () => [] }, 'codec', 'fetch', [], 'values'),
  ],
  [
    "stage 'fetch': reason is not serializable, because JSON would lose a Map of 0",
    'Error',
    () => jobError('fetch', new Map(), { worker: 'w', duration: 1 }),
  ],
  ...(
    [
      ['job stalled more than allowable limit', 'the workers that ran this job ended, or lost their connection to the queue'],
      ['no', "the queue failed this job: 'no'"],
    ] as const
  ).map(([failedReason, message]): Row => [
    `stage 'fetch': ${message}`,
    'RemoteStageError',
    () => failureOf({ name: 'fetch', failedReason, stacktrace: [] } as never).reason,
  ]),
  [
    "stage 'fetch': the queue was closed before the answer of this job arrived",
    'RemoteStageError',
    () =>
      new Promise((_, reject) => {
        const jobs = new Jobs({ listen: () => undefined } as never, {} as never, () => undefined);
        jobs.run('id', 'fetch', {} as never, { resolve: () => undefined, reject, report: undefined });
        void jobs.close(0);
      }),
  ],
  ['remote: stage must be a stage, created with stage() or listStage(), got an array of 0', 'TypeError', () => remote([] as never, {} as never)],
  ['remote: queue must be a job queue, an object with a `run` method, got an object', 'TypeError', () => remote(fetch, {} as never)],
  [
    'remote: stage is a batchStage, but a job has one input: use a stage, and form batches in the worker',
    'TypeError',
    () => remote(makeBatch('fetch', () => EMPTY, { max: 1 }) as never, {} as never),
  ],
  [
    'jobRunner: stages[0] is a remote stage already: pass the stage that it was made of',
    'TypeError',
    () => jobRunner([remote(fetch, { run: () => Promise.resolve([]), close: () => Promise.resolve() })]),
  ],
  ['jobRunner: stages must be a non-empty array of stages, got an array of 0', 'TypeError', () => jobRunner([])],
  ["jobRunner: two stages are named 'fetch': each stage needs a unique name", 'TypeError', () => jobRunner([fetch, fetch])],
  [
    "stage 'save' is unknown to this worker, which serves 'fetch'",
    'RemoteStageError',
    () => jobRunner([fetch])({ stage: 'save', inputs: [1], path: [0], key: undefined, page: 1, attempt: 1 }, new AbortController().signal),
  ],
  [
    "stage 'fetch': the queue must return an array of values, got 'no'",
    'TypeError',
    () => reason(remote(fetch, { run: () => Promise.resolve('no' as never), close: () => Promise.resolve() })([1])),
  ],
  [
    "stage 'fetch': what the queue reports must be an object with a `worker`, a string, and a `duration` in ms, got an object",
    'TypeError',
    () =>
      reason(
        remote(fetch, {
          run: (_job, _signal, report) => {
            report?.({} as never);
            return Promise.resolve([]);
          },
          close: () => Promise.resolve(),
        })([1]),
      ),
  ],
  [
    'serve: `max` of the pool of pg must be a number >= 4, because a queue or a worker uses so many connections, got 2',
    'RangeError',
    () => serve([fetch], { queue: 'numbers', connection: { query: jest.fn(), connect: jest.fn(), options: { max: 2 } } }),
  ],
  ['jobQueue: cannot connect to redis://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1', 'Error', () => jobQueue(NOWHERE)],
  ['serve: cannot connect to redis://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1', 'Error', () => serve([fetch], NOWHERE)],
  ['rxjs-stages/bullmq: no. To handle or silence this warning, set `onError`.', 'Error', () => warningOf(new Error('no'))],
  [
    'rxjs-stages/bullmq: Connection is closed. Commands are repeated until the server is back. To handle or silence this warning, set `onError`.',
    'Error',
    () => warningOf(new Error('Connection is closed')),
  ],
  [
    'HTTP status 503 Service Unavailable',
    'Error',
    () => {
      const serialized = serializeReason(new Response(null, { status: 503, statusText: 'Service Unavailable' }));
      return new Error('error' in serialized ? serialized.error.message : '');
    },
  ],
  ['reason is not serializable, because JSON would lose a Map of 0', 'TypeError', () => serializeReason(new Map())],
  ["stage: name must be a non-empty string, got ''", 'TypeError', () => make('', project)],
  ['listStage: name must be a non-empty string, got a function', 'TypeError', () => makeList(project)],
  ["stage 'fetch': project must be a function, got undefined", 'TypeError', () => make('fetch')],
  ["stage 'fetch': options must be an object, got an array of 1", 'TypeError', () => make('fetch', project, [1])],
  ["stage 'fetch': changes must be an object, got a function", 'TypeError', () => fetch.with(project as never)],
  ["stage 'fetch': with() cannot change `recurse`: create a new stage", 'TypeError', () => fetch.with({ recurse: undefined } as never)],
  ['pipeline needs at least one segment: `pipeline(search, detail)`', 'TypeError', () => join()],
  [
    'pipeline: segments[1] must be a segment, created with stage(), listStage(), batchStage(), pipeline(), fork(), when() or join(), got a function',
    'TypeError',
    () => join(fetch, project),
  ],
  ['pipeline: segments[0] is a list: pass its segments as separate arguments, `pipeline(...segments)`', 'TypeError', () => join([fetch])],
  [
    'pipeline: segments[0] is a pipeline with the option `concurrency`: move its options to the outermost pipeline',
    'TypeError',
    () => join(pipeline(fetch, { order: undefined, concurrency: 1 }), stage('other', project)),
  ],
  ["pipeline: two stages are named 'fetch': each stage needs a unique name", 'TypeError', () => join(fetch, fetch)],
  ['pipeline: changes must be an object, got an array of 0', 'TypeError', () => pipeline(fetch).with([] as never)],
  ['pipeline: options must be an object, got null', 'TypeError', () => join(fetch, null)],
  ['fork needs at least two segments: `fork(posts, albums)`', 'TypeError', () => (fork as Loose)(fetch)],
  [
    'fork: segments[1] must be a segment, created with stage(), listStage(), batchStage(), pipeline(), fork(), when() or join(), got an object',
    'TypeError',
    () => (fork as Loose)(fetch, { concurrency: 1 }),
  ],
  ['fork: segments[0] is a list: pass its segments as separate arguments, `fork(...segments)`', 'TypeError', () => (fork as Loose)([fetch], fetch)],
  ["fork: two stages are named 'fetch': each stage needs a unique name", 'TypeError', () => fork(fetch, fetch)],
  ["when: test must be a function, got 'file'", 'TypeError', () => when('file' as never, fetch)],
  [
    'when: segment must be a segment, created with stage(), listStage(), batchStage(), pipeline(), fork(), when() or join(), got undefined',
    'TypeError',
    () => (when as Loose)(Boolean),
  ],
  ["join: name must be a non-empty string, got ''", 'TypeError', () => joinTree('', fetch)],
  [
    'join: segment must be a segment, created with stage(), listStage(), batchStage(), pipeline(), fork(), when() or join(), got a function',
    'TypeError',
    () => joinTree('whole', project as never),
  ],
  ["join: two stages are named 'fetch': each stage needs a unique name", 'TypeError', () => joinTree('fetch', fetch)],
  [
    "join: stage 'fetch' has `deliver: true`, but a join delivers all its results as one value: remove the option",
    'TypeError',
    () => joinTree('whole', stage('fetch', project, { deliver: true })),
  ],
  [
    "join: a stage is named 'path', which is a property of results: rename the stage",
    'TypeError',
    () => joinTree('whole', pipeline(fetch, stage('path', project))),
  ],
  [
    'assemble: segment must be a segment, created with stage(), listStage(), batchStage(), pipeline(), fork(), when() or join(), got a function',
    'TypeError',
    () => assemble(project as never),
  ],
  ["assemble: a stage is named 'value', which is a property of results: rename the stage", 'TypeError', () => assemble(stage('value', project))],
  [
    'gather: pipeline must be a segment, created with stage(), listStage(), batchStage(), pipeline(), fork(), when() or join(), got a function',
    'TypeError',
    () => gather(project as never),
  ],
  ['tolerate: failures must be an integer >= 0 or Infinity, got -1', 'RangeError', () => tolerate(-1)],
  ['source must be an Observable, a promise, an iterable or an async iterable, got an object', 'TypeError', () => fetch({} as never)],
  [
    "source must be an Observable, a promise, an iterable or an async iterable, got 'rxjs': to use a string as one item, wrap it in an array",
    'TypeError',
    () => fetch('rxjs' as never),
  ],
  [
    `pipeline: segments[0] was made by another copy of rxjs-stages (version '${manifest.version}', this one is '${manifest.version}'). Two copies are loaded, because of two installs (see \`npm ls rxjs-stages\`), a bundle that mixes \`import\` and \`require\`, or \`jest.resetModules\`. Load only one.`,
    'TypeError',
    () => pipeline(other.stage('fetch', project)),
  ],
  ['concurrencyLimit: max must be an integer >= 1 or Infinity, got 0', 'RangeError', () => concurrencyLimit(0)],
  ['setMax: max must be an integer >= 1 or Infinity, got NaN', 'RangeError', () => { concurrencyLimit(1).setMax(NaN); }], // prettier-ignore
  [
    'pauseFor: ms must be a number of ms >= 0, got undefined',
    'TypeError',
    () => {
      concurrencyLimit(1).pauseFor(undefined as never);
    },
  ],
  ['pauseFor: ms must be a number of ms >= 0, got -1', 'RangeError', () => { perKey(() => concurrencyLimit(1)).pauseFor(-1); }], // prettier-ignore
  ['perKey: create must be a function, got an object', 'TypeError', () => perKey(concurrencyLimit(1) as never)],
  ["by: keyOf must be a function, got 'host'", 'TypeError', () => perKey(() => concurrencyLimit(1)).by('host' as never)],
  ['perKey: the result of create must be a new limit each time, got undefined', 'TypeError', () => perKey((() => undefined) as never).by(project)(1)],
  ['adaptiveLimit: max must be an integer >= min (5) or Infinity, got 4', 'RangeError', () => adaptiveLimit({ min: 5, max: 4 })],
  ['adaptiveLimit: initial must be an integer >= min (2) and <= max (4), got 5', 'RangeError', () => adaptiveLimit({ min: 2, max: 4, initial: 5 })],
  ['fromAxios: config must be a request config or a URL string, got a URL', 'TypeError', () => fromAxios(new URL('http://u:secret@x') as never)],
  ['fromAxios: client must be axios, or an object with a `request` method, got null', 'TypeError', () => fromAxios('/', null as never)],
  ['waterfallHtml: timeline must be a timeline, got undefined', 'TypeError', () => waterfallHtml(undefined as never)],
  ['waterfallHtml: label must return a string, got 7', 'TypeError', () => waterfallHtml(looked, { label: () => 7 as never })],
  ['waterfallHtml: describe must return a string, got null', 'TypeError', () => waterfallHtml(looked, { describe: () => null as never })],
  ["simulate: unknown stage 'detail' in stages: the stages are fetch", 'TypeError', () => simulate(looked, { stages: { detail: 1 } })],
  ['simulate: stages.fetch must be an integer >= 1 or Infinity, got 0', 'RangeError', () => simulate(looked, { stages: { fetch: 0 } })],
  ['httpRetry: options must be a number of retries, or an object of options, got null', 'TypeError', () => httpRetry(null as never)],
  ["httpRetry: each element of methods must be an HTTP method such as 'GET', got ''", 'TypeError', () => httpRetry({ count: 1, methods: [''] })],
  ['httpRetry: each element of statuses must be an integer from 100 to 999, got 99', 'RangeError', () => httpRetry({ count: 1, statuses: [99] })],
];

const FORGOTTEN: readonly Row[] = [
  ["batchStage 'fetch' needs `max`: an integer >= 1, or `{ weight, max }`", 'TypeError', () => makeBatch('fetch', project, {})],
  [
    "batchStage 'fetch': `atomic` is not supported, because each input of a batch has one value: remove it",
    'TypeError',
    () => makeBatch('fetch', project, { max: 2, atomic: true }),
  ],
  [
    "batchStage 'fetch': `nextPage` is not supported, because a request has several inputs: use a `stage` for the pages",
    'TypeError',
    () => makeBatch('fetch', project, { max: 2, nextPage: project }),
  ],
  [
    "batchStage 'fetch': `limit` depends on the input, but a batch has several: use limits that are the same for all inputs",
    'TypeError',
    () => makeBatch('fetch', project, { max: 2, limit: perKey(() => concurrencyLimit(1)).by(String) }),
  ],
  [
    "pipeline: `limit` depends on the input, but a batch of stage 'fetch' has several: use limits that are the same for all inputs",
    'TypeError',
    () => join(makeBatch('fetch', project, { max: 2 }), { limit: perKey(() => concurrencyLimit(1)).by(String) }),
  ],
  [
    "stage 'fetch': `cache` needs `key`: give the stage a `key: (input) => string`",
    'TypeError',
    () => stage('fetch', project, { cache: memoryCache() }),
  ],
  [
    "stage 'fetch': `maxDepth` needs `recurse`: give the stage a `recurse: (value) => inputs`",
    'TypeError',
    () => stage('fetch', project, { maxDepth: 3 }),
  ],
  [
    "stage 'fetch': `perKey` needs `by`: pass `perKey(…).by((input) => group)` as `limit`",
    'TypeError',
    () => stage('fetch', project, { limit: perKey(() => concurrencyLimit(1)) as never }),
  ],
  ["stage 'fetch': retry needs `count`: an integer >= 0 or Infinity", 'TypeError', () => stage('fetch', project, { retry: { delay: 1 } as never })],
  [
    'pipeline: `overflow` needs `maxWaiting`: give the pipeline a `maxWaiting: number`',
    'TypeError',
    () => pipeline(fetch, { overflow: 'drop-oldest' }),
  ],
  ['rateLimit needs `max`: an integer >= 1', 'TypeError', () => rateLimit({ per: 1 } as never)],
  ['rateLimit needs `per`: a finite number of ms > 0', 'TypeError', () => rateLimit({ max: 1 } as never)],
  ['adaptiveLimit needs `max`: an integer >= 1 or Infinity', 'TypeError', () => adaptiveLimit({ min: 1 } as never)],
  ['httpRetry needs `count`: an integer >= 0 or Infinity', 'TypeError', () => httpRetry({} as never)],
];

const UNKNOWN: readonly Row[] = [
  [
    "stage 'fetch': unknown option 'retries': the options are concurrency, deliver, retry, timeout, key, cache, atomic, limit, recurse, maxDepth, nextPage",
    'TypeError',
    () => make('fetch', project, { retries: 3 }),
  ],
  [
    "pipeline: unknown option 'concurency': the options are concurrency, highWaterMark, maxWaiting, overflow, order, limit, scheduler, random, onEvent, around, signal",
    'TypeError',
    () => join(fetch, { concurency: 3 }),
  ],
  [
    "stage 'fetch': retry: unknown option 'retries': the options are count, delay, when, pause",
    'TypeError',
    () => make('fetch', project, { retry: { count: 1, retries: 3 } }),
  ],
  [
    "stage 'fetch': timeout: unknown option 'each': the options are attempt, total, queue",
    'TypeError',
    () => make('fetch', project, { timeout: { each: 3 } }),
  ],
  [
    "batchStage 'fetch': max: unknown option 'weigh': the options are weight, max",
    'TypeError',
    () => makeBatch('fetch', project, { max: { weight: Number, max: 2, weigh: 1 } }),
  ],
  ["concurrencyLimit: unknown option 'max': the options are scheduler", 'TypeError', () => concurrencyLimit(1, { max: 1 } as never)],
  ["perKey: unknown option 'max': the options are scheduler", 'TypeError', () => perKey(() => concurrencyLimit(1), { max: 1 } as never)],
  ["rateLimit: unknown option 'every': the options are scheduler, max, per", 'TypeError', () => rateLimit({ max: 1, per: 1, every: 1 } as never)],
  [
    "adaptiveLimit: unknown option 'backoff': the options are scheduler, min, max, initial, when",
    'TypeError',
    () => adaptiveLimit({ max: 1, backoff: 1 } as never),
  ],
  ["storeCache: unknown option 'ttl': the options are codec, prefix", 'TypeError', () => storeCache(new Map(), { ttl: 1 } as never)],
  ["memoryCache: unknown option 'size': the options are max, ttl, scheduler", 'TypeError', () => memoryCache({ size: 1 } as never)],
  [
    "exponentialBackoff: unknown option 'base': the options are initial, factor, max, jitter, random",
    'TypeError',
    () => exponentialBackoff({ base: 1 } as never),
  ],
  [
    "httpRetry: unknown option 'retries': the options are count, maxDelay, method, methods, statuses, random, onUnknownMethod",
    'TypeError',
    () => httpRetry({ count: 1, retries: 1 } as never),
  ],
  ["progress: unknown option 'ms': the options are every, scheduler", 'TypeError', () => progress({ ms: 1 } as never)],
  [
    "journal: unknown option 'file': the options are version, failures, durable, codec",
    'TypeError',
    () => journal(':memory:', { file: 'run.db' } as never),
  ],
  [
    "jobQueue: unknown option 'name': the options are queue, connection, run, failures, retention, codec, prefix, onError",
    'TypeError',
    () => jobQueue({ ...NOWHERE, name: 'q' } as never),
  ],
  [
    "serve: unknown option 'run': the options are queue, connection, concurrency, limiter, name, lockDuration, stalledInterval, maxStalledCount, signals, grace, codec, prefix, onError",
    'TypeError',
    () => serve([fetch], { ...NOWHERE, run: 'r' } as never),
  ],
  ["terminalProgress: unknown option 'ms': the options are stream, every", 'TypeError', () => terminalProgress({ ms: 1 } as never)],
  [
    "openTelemetry: unknown option 'trace': the options are tracer, meter, traces, attributes",
    'TypeError',
    () => openTelemetry({ trace: 'root' } as never),
  ],
  ["timeline: unknown option 'size': the options are max, random", 'TypeError', () => timeline({ size: 1 } as never)],
  ["toTraceEvents: unknown option 'name': the options are label", 'TypeError', () => toTraceEvents(looked, { name: 1 } as never)],
  [
    "simulate: unknown option 'slots': the options are stages, concurrency, highWaterMark, barrier",
    'TypeError',
    () => simulate(looked, { slots: 1 } as never),
  ],
  ["waterfallHtml: unknown option 'name': the options are title, label, describe", 'TypeError', () => waterfallHtml(looked, { name: 1 } as never)],
  ["testStages: unknown option 'sede': the options are seed, random", 'TypeError', () => testStages(() => 1, { sede: 1 } as never)],
  ["marbleOf: unknown option 'row': the options are frame, rows", 'TypeError', () => marbleOf([], { row: 1 } as never)],
];

type Option = readonly [option: string, value: unknown, rest: string];

/** The options of each call, each with a value that it refuses. */
const CALLS: readonly (readonly [where: string, call: (given: object) => unknown, options: readonly Option[]])[] = [
  [
    "stage 'fetch'",
    (given) => make('fetch', project, { key: String, recurse: project, ...given }),
    [
      ['concurrency', 0, 'an integer >= 1 or Infinity, got 0'],
      ['deliver', 1, 'true or false, got 1'],
      ['limit', [concurrencyLimit(1), 5], 'a limit or a list of limits, got an array of 2'],
      ['key', 'id', "a function, got 'id'"],
      ['retry', 1.5, 'an integer >= 0 or Infinity, or a retry policy, got 1.5'],
      ['timeout', -1, 'a number of ms >= 0, or an object of timeouts, got -1'],
      ['atomic', null, 'true or false, got null'],
      ['cache', {}, 'an object with `get` and `set` methods, got an object'],
      ['recurse', [], 'a function, got an array of 0'],
      ['maxDepth', '3', "an integer >= 0 or Infinity, got '3'"],
      ['nextPage', {}, 'a function, got an object'],
    ],
  ],
  [
    "batchStage 'fetch'",
    (given) => makeBatch('fetch', project, { max: 2, ...given }),
    [
      ['max', 0, 'an integer >= 1, or `{ weight, max }`, got 0'],
      ['wait', -1, 'a number of ms >= 0, got -1'],
      ['isolate', 1, 'true, false or a function, got 1'],
      ['perContext', 'yes', "true or false, got 'yes'"],
      ['limit', 5, 'a limit or a list of limits, got 5'],
    ],
  ],
  [
    "batchStage 'fetch': max",
    (given) => makeBatch('fetch', project, { max: { weight: Number, max: 2, ...given } }),
    [
      ['weight', 1, 'a function, got 1'],
      ['max', 0, 'a number > 0, got 0'],
    ],
  ],
  [
    "stage 'fetch': retry",
    (given) => make('fetch', project, { retry: { count: 1, ...given } }),
    [
      ['count', -1, 'an integer >= 0 or Infinity, got -1'],
      ['delay', '1s', "a number of ms >= 0, or a function, got '1s'"],
      ['when', 503, 'a function, got 503'],
      ['pause', Symbol('s'), 'a function, got Symbol(s)'],
    ],
  ],
  [
    "stage 'fetch': timeout",
    (given) => make('fetch', project, { timeout: given }),
    [
      ['attempt', -1, 'a number of ms >= 0, got -1'],
      ['total', 5n, 'a number of ms >= 0, got 5n'],
      ['queue', new Date(0), 'a number of ms >= 0, got a Date'],
    ],
  ],
  [
    'pipeline',
    (given) => join(fetch, { maxWaiting: 1, ...given }),
    [
      ['concurrency', '8', "an integer >= 1 or Infinity, got '8'"],
      ['highWaterMark', 0, 'an integer >= 1 or Infinity, got 0'],
      ['maxWaiting', -1, 'an integer >= 0 or Infinity, got -1'],
      ['overflow', 'drop', "'error', 'drop-oldest' or 'drop-newest', got 'drop'"],
      ['order', 'path', "'completion' or 'source', got 'path'"],
      ['limit', 5, 'a limit or a list of limits, got 5'],
      ['scheduler', new Date(0), 'an RxJS scheduler, got a Date'],
      ['random', 0.5, 'a function, got 0.5'],
      ['onEvent', 'log', "a function, or an observer with a `next` method, got 'log'"],
      ['around', 'span', "a function, got 'span'"],
      ['signal', new AbortController(), 'an AbortSignal, got an AbortController'],
    ],
  ],
  ['concurrencyLimit', (given) => concurrencyLimit(1, given), [['scheduler', 1, 'an RxJS scheduler, got 1']]],
  ['perKey', (given) => perKey(() => concurrencyLimit(1), given), [['scheduler', 1, 'an RxJS scheduler, got 1']]],
  [
    'rateLimit',
    (given) => rateLimit({ max: 1, per: 1, ...given }),
    [
      ['scheduler', {}, 'an RxJS scheduler, got an object'],
      ['max', Infinity, 'an integer >= 1, got Infinity'],
      ['per', 0, 'a finite number of ms > 0, got 0'],
    ],
  ],
  [
    'adaptiveLimit',
    (given) => adaptiveLimit({ max: 1, ...given }),
    [
      ['scheduler', {}, 'an RxJS scheduler, got an object'],
      ['min', 0, 'an integer >= 1, got 0'],
      ['max', 0.5, 'an integer >= 1 or Infinity, got 0.5'],
      ['initial', 0, 'an integer >= 1, got 0'],
      ['when', 503, 'a function, got 503'],
    ],
  ],
  [
    'storeCache',
    (given) => storeCache(new Map(), given),
    [
      ['codec', {}, 'an object with `stringify` and `parse` methods, got an object'],
      ['prefix', 1, 'a string, got 1'],
    ],
  ],
  [
    'journal',
    (given) => journal(':memory:', given),
    [
      ['version', 1, 'a string, got 1'],
      ['failures', 'drop', "'retry' or 'keep', got 'drop'"],
      ['durable', true, "'process' or 'power', got true"],
      ['codec', {}, 'an object with `stringify` and `parse` methods, got an object'],
    ],
  ],
  [
    'jobQueue',
    (given) => jobQueue({ ...NOWHERE, ...given }),
    [
      ['queue', 'a:b', "a non-empty string without `:`, got 'a:b'"],
      ['connection', 'localhost', "a URL, 'redis://…' or 'postgres://…', or connection options of ioredis or pg, got 'localhost'"],
      ['run', '', "a non-empty string, got ''"],
      ['failures', 'drop', "'retry' or 'keep', got 'drop'"],
      ['retention', -1, 'a number of ms >= 0, got -1'],
      ['codec', {}, 'an object with `stringify` and `parse` methods, got an object'],
      ['prefix', 1, 'a string, got 1'],
      ['onError', 1, 'a function, got 1'],
    ],
  ],
  [
    'serve',
    (given) => serve([fetch], { ...NOWHERE, ...given }),
    [
      ['queue', 'a:b', "a non-empty string without `:`, got 'a:b'"],
      ['connection', 1, "a URL, 'redis://…' or 'postgres://…', or connection options of ioredis or pg, got 1"],
      ['concurrency', 0, 'an integer >= 1, got 0'],
      ['limiter', 1, 'an object with `max` and `duration`, got 1'],
      ['name', 1, 'a string, got 1'],
      ['lockDuration', 0, 'an integer >= 1, got 0'],
      ['stalledInterval', 0, 'an integer >= 1, got 0'],
      ['maxStalledCount', -1, 'an integer >= 0, got -1'],
      ['signals', ['SIGTERM', 1], 'an array of names of signals, got an array of 2'],
      ['grace', -1, 'a number of ms from 0 to 2147483647, got -1'],
      ['codec', {}, 'an object with `stringify` and `parse` methods, got an object'],
      ['prefix', 1, 'a string, got 1'],
      ['onError', 1, 'a function, got 1'],
    ],
  ],
  [
    'memoryCache',
    memoryCache,
    [
      ['max', 0, 'an integer >= 1 or Infinity, got 0'],
      ['ttl', 0, 'a number of ms > 0, got 0'],
      ['scheduler', null, 'an RxJS scheduler, got null'],
    ],
  ],
  [
    'exponentialBackoff',
    exponentialBackoff,
    [
      ['initial', -1, 'a finite number of ms >= 0, got -1'],
      ['factor', 0.5, 'a finite number >= 1, got 0.5'],
      ['max', Infinity, 'a finite number of ms >= 0, got Infinity'],
      ['jitter', 'some', "'full', 'equal' or 'none', got 'some'"],
      ['random', 0.5, 'a function, got 0.5'],
    ],
  ],
  [
    'httpRetry',
    (given) => httpRetry({ count: 1, ...given }),
    [
      ['count', -1, 'an integer >= 0 or Infinity, got -1'],
      ['maxDelay', Infinity, 'a number of ms from 0 to 2147483647, got Infinity'],
      ['method', 'GET, PUT', "an HTTP method such as 'GET', got 'GET, PUT'"],
      ['onUnknownMethod', false, 'a function, got false'],
      ['methods', 'GET', "an array of methods or 'any', got 'GET'"],
      ['statuses', 503, 'an array of statuses, got 503'],
      ['random', 0.5, 'a function, got 0.5'],
    ],
  ],
  [
    'progress',
    progress,
    [
      ['every', 0, 'a number of ms > 0, got 0'],
      ['scheduler', {}, 'an RxJS scheduler, got an object'],
    ],
  ],
  [
    'terminalProgress',
    terminalProgress,
    [
      ['stream', 'stderr', "a writable stream, got 'stderr'"],
      ['every', -1, 'a number of ms > 0, got -1'],
    ],
  ],
  [
    'openTelemetry',
    openTelemetry,
    [
      ['tracer', {}, 'a Tracer, got an object'],
      ['meter', 'rxjs-stages', "a Meter, got 'rxjs-stages'"],
      ['traces', 'each', "'one' or 'root', got 'each'"],
      ['attributes', {}, 'a function, got an object'],
    ],
  ],
  [
    'timeline',
    timeline,
    [
      ['max', Infinity, 'an integer >= 1, got Infinity'],
      ['random', 0.5, 'a function, got 0.5'],
    ],
  ],
  ['toTraceEvents', (given) => toTraceEvents(looked, given), [['label', 'id', "a function, got 'id'"]]],
  [
    'simulate',
    (given) => simulate(looked, given),
    [
      ['stages', [], 'an object, got an array of 0'],
      ['concurrency', 0, 'an integer >= 1 or Infinity, got 0'],
      ['highWaterMark', 1.5, 'an integer >= 1 or Infinity, got 1.5'],
      ['barrier', 'yes', "true or false, got 'yes'"],
    ],
  ],
  [
    'waterfallHtml',
    (given) => waterfallHtml(looked, given),
    [
      ['title', 7, 'a string, got 7'],
      ['label', 'id', "a function, got 'id'"],
      ['describe', null, 'a function, got null'],
    ],
  ],
  [
    'testStages',
    (given) => testStages(() => 1, given),
    [
      ['seed', 0.5, 'an integer, got 0.5'],
      ['random', 0.5, 'a function, got 0.5'],
    ],
  ],
  [
    'marbleOf',
    (given) => marbleOf([], given),
    [
      ['frame', 0, 'a number of ms > 0, got 0'],
      ['rows', 'both', "'stages' or 'branches', got 'both'"],
    ],
  ],
];

const OPTIONS = CALLS.flatMap(([where, call, options]) =>
  options.map(([option, value, rest]): Row => {
    const name = typeof value === 'number' && /number|integer/.test(rest) ? 'RangeError' : 'TypeError';
    return [`${where}: ${option} must be ${rest}`, name, () => call({ [option]: value })];
  }),
);

/** Why a branch of a batch was rejected. */
const batched = (answer: unknown, options?: object): Promise<unknown> => reason(makeBatch('fetch', () => answer, { max: 2, ...options })(['a', 'b']));

const ANSWERS: readonly Row[] = [
  [
    "stage 'fetch': the result of project must be a promise or an Observable of one answer, got an array of 2",
    'TypeError',
    () => batched(['a', 'b']),
  ],
  [
    "stage 'fetch': the answer is a list of 1 for 2 inputs: return one element for each input, in the same order",
    'TypeError',
    () => batched(of(['a'])),
  ],
  ["stage 'fetch': the answer has no value for input 'a'", 'TypeError', () => batched(of(Array(2)))],
  ["stage 'fetch': the answer has no value for key 'a'", 'TypeError', () => batched(of(new Map()))],
  ["stage 'fetch': the answer must be a list, or a Map by the keys of the inputs, got an object", 'TypeError', () => batched(of({ a: 1 }))],
  [
    "stage 'fetch': the answer has the key 1, which belongs to no input: the keys are the results of the option `key`, or without it the inputs themselves",
    'TypeError',
    () => batched(of(new Map([[1, 2]]))),
  ],
  ["stage 'fetch': the result of project completed without an answer", 'TypeError', () => batched(EMPTY)],
  [
    "stage 'fetch': the result of max.weight must be a number >= 0, got -1",
    'RangeError',
    () => batched(of(['a', 'b']), { max: { weight: () => -1, max: 2 } }),
  ],
  [
    "stage 'fetch': the result of isolate must be a value, not a promise, got a Promise: the function must not be async",
    'TypeError',
    () =>
      batched(
        throwError(() => 'no'),
        { max: 2, isolate: (() => Promise.resolve(true)) as never },
      ),
  ],
];

const RUNS: readonly Row[] = [
  [
    "stage 'inner' can never start: every attempt that holds its limit waits for a run like this one. This run was started by the project of stage 'outer'. Give the inner stage its own limit, or move it into the outer pipeline",
    'Error',
    () => {
      const limit = concurrencyLimit(1);
      const inner = stage('inner', project, { limit });
      return reason(stage('outer', (n: number) => inner([n]), { limit })([1]));
    },
  ],
  [
    "httpRetry did not retry a failed request because its error does not include the method. If all requests of the stage are GET, pass the method: httpRetry({ count, method: 'GET' }). To handle or silence this warning, set `onUnknownMethod`.",
    'Warning',
    async () => {
      const warning = jest.spyOn(process, 'emitWarning').mockImplementation();
      await reason(make('fetch', () => throwError(() => ({ status: 503 })), { retry: httpRetry(1) })([1]));
      return { name: 'Warning', message: warning.mock.calls.map(([text]) => text).join() };
    },
  ],
  [
    "stage 'fetch': the result of project must be an Observable, a promise, an iterable or an async iterable, got an object",
    'TypeError',
    () => reason(make('fetch', () => ({ headers: { authorization: 'secret' } }))([1])),
  ],
  [
    "stage 'fetch': the result of project must return objects from next(), got 5",
    'TypeError',
    () => reason(make('fetch', () => ({ [Symbol.iterator]: () => ({ next: () => 5 }) }))([1])),
  ],
  ['`around` returned without calling `call`: call it once, before returning', 'Error', () => reason(join(fetch, { around: () => undefined })([1]))],
  [
    '`around` called `call` more than once: call it once, before returning',
    'Error',
    async () => {
      let again: unknown;
      const around = (_: unknown, call: () => void): void => {
        call();
        try {
          call();
        } catch (error) {
          again = error;
        }
      };
      await lastValueFrom(join(fetch, { around })([1]) as ReturnType<typeof fetch>);
      return again;
    },
  ],
  [
    '`around` called `call` after it had returned: call it once, before returning',
    'Error',
    async () => {
      let late: (() => void) | undefined;
      const around = (_: unknown, call: () => void): void => void (late = call);
      await reason(join(fetch, { around })([1]));
      return errorOf(() => late?.());
    },
  ],
  [
    'terminalProgress needs string-width to draw bars: npm install string-width@4',
    'Error',
    () => {
      jest.doMock('string-width', () => {
        throw new Error("Cannot find module 'string-width'");
      });
      try {
        terminalProgress({ stream: { write: () => true, isTTY: true } as never });
      } finally {
        jest.dontMock('string-width');
      }
    },
  ],
  ["stage 'search': each list must be iterable, got 5", 'TypeError', () => reason(makeList('search', () => [5])([1]))],
  [
    `stage 'search': each list must be iterable, got '{"authorization":"${'x'.repeat(62)}…' (4000104 characters): to use a string as one item, wrap it in an array`,
    'TypeError',
    () => reason(makeList('search', () => [`{"authorization":"${'x'.repeat(4_000_084)}"}`])([1])),
  ],
  ["stage 'search': each list must be iterable, got a Promise", 'TypeError', () => reason(makeList('search', () => [Promise.resolve([1])])([1]))],
  [
    "stage 'fetch': the result of recurse must be iterable, got undefined",
    'TypeError',
    () => reason(make('fetch', project, { recurse: () => undefined })([1])),
  ],
  [
    "stage 'fetch': the result of key must be a string, got a Promise: the function must not be async",
    'TypeError',
    () => reason(make('fetch', project, { key: () => Promise.reject(new Error('secret')) })([1])),
  ],
  [
    "stage 'fetch': the result of the test of when() must be a value, not a promise, got a Promise: the function must not be async",
    'TypeError',
    () => reason(when((() => Promise.resolve(true)) as never, fetch)([1])),
  ],
  [
    "stage 'fetch': the result of nextPage must be a value, not a promise, got a Promise: the function must not be async",
    'TypeError',
    () => reason(make('fetch', project, { nextPage: () => Promise.resolve() })([1])),
  ],
  [
    'by: the result of keyOf must be a value, not a promise, got a Promise: the function must not be async',
    'TypeError',
    () => reason(make('fetch', project, { limit: perKey(() => concurrencyLimit(1)).by(() => Promise.resolve('a')) })([1])),
  ],
  [
    "stage 'fetch': the result of retry.when must be a value, not a promise, got a Promise: the function must not be async",
    'TypeError',
    () => reason(make('fetch', () => throwError(() => 1), { retry: { count: 1, when: () => Promise.resolve() } })([1])),
  ],
  [
    'the result of retry.delay must return objects from next(), got 5',
    'TypeError',
    () =>
      reason(make('fetch', () => throwError(() => 1), { retry: { count: 1, delay: () => ({ [Symbol.iterator]: () => ({ next: () => 5 }) }) } })([1])),
  ],
  [
    'the result of random must be a number from 0 to 1, got 2',
    'RangeError',
    () =>
      reason(
        join(
          make('fetch', () => throwError(() => 1), { retry: 1 }),
          { random: () => 2 },
        )([1]),
      ),
  ],
  [
    'adaptiveLimit: the result of when must be a value, not a promise, got a Promise: the function must not be async',
    'TypeError',
    async () => {
      const limit = adaptiveLimit({ max: 1, when: (() => Promise.resolve(true)) as never });
      const reported = new Promise((resolve) => (config.onUnhandledError = resolve));
      await reason(make('fetch', () => throwError(() => 1), { limit })([1]));
      const error = await reported;
      config.onUnhandledError = null;
      return error;
    },
  ],
  ["stage 'fetch': the result of key must be a string, got 5", 'TypeError', () => reason(make('fetch', project, { key: () => 5 })([1]))],
  [
    "stage 'fetch': the result of cache.get must be an array of values, got a Map of 0",
    'TypeError',
    () => reason(make('fetch', project, { key: String, cache: { get: () => new Map(), set: () => undefined } })([1])),
  ],
  [
    "stage 'fetch': the result of the limit function must be a limit, got null",
    'TypeError',
    () => reason(make('fetch', project, { limit: () => null })([1])),
  ],
  [
    "stage 'fetch': the result of retry.pause must be a number of ms >= 0, got '120'",
    'TypeError',
    () => reason(make('fetch', () => throwError(() => 1), { retry: { count: 1, pause: () => '120' } })([1])),
  ],
  [
    "stage 'fetch': the result of retry.delay must be a number of ms >= 0, an Observable or a promise, got -1",
    'RangeError',
    () => reason(make('fetch', () => throwError(() => 1), { retry: { count: 1, delay: () => -1 } })([1])),
  ],
  [
    "stage 'fetch': the attempt took longer than 0 ms (timeout.attempt)",
    'StageTimeoutError',
    () => reason(make('fetch', () => NEVER, { timeout: 0 })([1])),
  ],
  [
    "stage 'fetch': the branch took longer than 0 ms (timeout.total)",
    'StageTimeoutError',
    () => reason(make('fetch', () => NEVER, { timeout: { total: 0 } })([1])),
  ],
  [
    "stage 'fetch': the branch waited for its first slot for more than 0 ms (timeout.queue)",
    'StageTimeoutError',
    () => reason(make('fetch', () => timer(50), { concurrency: 1, timeout: { queue: 0 } })(of(1, 2))),
  ],
  [
    'The source pushed more than 1 waiting items (maxWaiting: 1)',
    'OverflowError',
    () =>
      failure(
        join(
          make('fetch', () => timer(1), { concurrency: 1 }),
          { maxWaiting: 1 },
        )(of(1, 2, 3)),
      ),
  ],
  [
    "More than 1 branches failed (tolerate(1)). The last failure was at stage 'fetch', see `cause`.",
    'TooManyFailuresError',
    () => failure(stage('fetch', () => throwError(() => 'secret'))([1, 2]).pipe(tolerate(1))),
  ],
  [
    "The source emitted an outcome of stage 'fetch': join stages with pipeline(), not with .pipe()",
    'TypeError',
    () => failure(from([1]).pipe(fetch, stage('other', () => [1]) as never)),
  ],
];

const asked = stage('detail', (id: string) => of(id));

const KIT: readonly Row[] = [
  ['testStagesWith: assertDeepEqual must be a function, got undefined', 'TypeError', () => testStagesWith(undefined as never)],
  [
    'testStagesWith: assertDeepEqual must not be async: the test ends before its promise settles',
    'TypeError',
    () => {
      testStagesWith(() => Promise.resolve())(({ cold, expectObservable }) => {
        expectObservable(cold('a')).toBe('a');
      });
    },
  ],
  ["testStages: body must be a function, got 'test'", 'TypeError', () => testStages('test' as never)],
  [
    'testStages: body must not be async or a generator: its expectations are verified when it returns',
    'TypeError',
    () => testStages(() => Promise.resolve()),
  ],
  ['testStages must not be called within testStages: there is only one virtual time', 'TypeError', played(() => testStages(() => 1))],
  [
    'testStages needs a global `expect(…).toEqual(…)`: without one, use `testStagesWith(assert.deepEqual)`',
    'TypeError',
    () => {
      const globals = globalThis as unknown as { expect: unknown };
      const { expect: its } = globals;
      globals.expect = undefined;
      try {
        testStages(() => 1);
      } finally {
        globals.expect = its;
      }
    },
  ],
  [
    'These helpers belong to a test that has finished. Use the helpers passed to the current test.',
    'Error',
    () => {
      testStages((helpers) => helpers).expectOutcomes(of());
    },
  ],
  [
    "testStages: the test did not end within 500000 steps, at 499997 ms. Unsubscribe from endless Observables, for example with `expectOutcomes(outcomes, '^ 9s !')`.",
    'Error',
    played(({ expectOutcomes }) => {
      expectOutcomes(timer(0, 1).pipe(asked as never)).toBe('');
    }),
  ],
  [
    "stage 'detail': project returned a promise, which settles in real time, not in virtual time. Use a scripted project, `stage.with({ project: scripted({ … }) })`, or a project that returns an Observable.",
    'Error',
    played(({ expectOutcomes }) => {
      expectOutcomes(stage('detail', () => new Promise<number>(() => undefined))([1])).toBe('');
    }),
  ],
  [
    "stage 'detail': project returned an async iterable, which settles in real time, not in virtual time. Use a scripted project, `stage.with({ project: scripted({ … }) })`, or a project that returns an Observable.",
    'Error',
    played(({ expectOutcomes }) => {
      const endless = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) };
      expectOutcomes(stage('detail', () => endless)([1])).toBe('');
    }),
  ],
  [
    "The source is a promise, which settles in real time, not in virtual time. Use marbles, `cold('ab|').pipe(…)`, or an array.",
    'Error',
    played(({ expectOutcomes }) => {
      expectOutcomes(asked(new Promise<string>(() => undefined))).toBe('');
    }),
  ],
  ['expectOutcomes: outcomes must be an Observable, got an array of 0', 'TypeError', played(({ expectOutcomes }) => expectOutcomes([] as never))],
  [
    'expectOutcomes: got an array of 1, which is not an outcome: use expectObservable(…) for other values',
    'Error',
    played(({ expectOutcomes }) => {
      expectOutcomes(of(['secret']) as never).toBe('(a|)');
    }),
  ],
  ['expectOutcomes: nothing is expected yet: call toBe(…)', 'Error', played(({ expectOutcomes }) => expectOutcomes(asked(['a'])))],
  [
    lines(
      'expectOutcomes: the outcomes or their times differ from what is expected',
      '',
      '          0',
      'expected  a',
      'actual    (bA)',
      '          ^',
      '',
      "expected  at 0 ms a, fulfilled with 'a'",
      "actual    at 0 ms b, fulfilled with 'b' by stage 'detail' for 'b'",
      '',
      'A = Error: no',
      '',
      'Received, as an expectation:',
      ".toBe('(bA)', { A: new Error('no') })",
      '',
      "attempts of stage 'detail' still open at the end: 1. They never complete, or wait for a promise",
    ),
    'Error',
    played(({ expectOutcomes }) => {
      const mixed = (id: string) => (id === 'b' ? of('b') : id === 'c' ? throwError(() => new Error('no')) : NEVER);
      expectOutcomes(asked.with({ project: mixed })(['b', 'c', 'd'])).toBe('a');
    }),
  ],
  ["expectObservable: observable must be an Observable, got '-a|'", 'TypeError', played(({ expectObservable }) => expectObservable('-a|' as never))],
  [
    lines(
      'expectObservable: the notifications or their times differ from what is expected',
      '',
      '          0',
      'expected  |',
      'actual    #',
      '          ^',
      '',
      'expected  at 0 ms the end',
      "actual    at 0 ms an error, 'error'",
      '',
      'Received, as an expectation:',
      ".toBe('#')",
    ),
    'Error',
    played(({ cold, expectObservable }) => {
      expectObservable(cold('#')).toBe('|');
    }),
  ],
  [
    'expectSubscriptions: logs must be a list of subscriptions, got an object',
    'TypeError',
    played(({ cold, expectSubscriptions }) => expectSubscriptions(cold('a') as never)),
  ],
  [
    lines(
      'expectSubscriptions: the subscriptions differ from what is expected',
      '',
      '            0',
      'expected 1  ^',
      'actual 1    (^!)',
      '            ^',
      '',
      'expected  at 0 ms subscription 1, never unsubscribed',
      'actual    at 0 ms subscription 1, unsubscribed at 0 ms',
      '',
      'Received, as an expectation:',
      ".toBe('(^!)')",
    ),
    'Error',
    played(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('|');
      expectObservable(source).toBe('|');
      expectSubscriptions(source.subscriptions).toBe('^');
    }),
  ],
  ['expectStarts: stage must be a stage, got undefined', 'TypeError', played(({ expectStarts }) => expectStarts(undefined as never))],
  [
    lines(
      "expectStarts of stage 'detail': the attempts or their times differ from what is expected",
      '',
      '          0',
      'expected  (ab)',
      'actual    a',
      '          ^',
      '',
      "expected  at 0 ms an attempt for 'b'",
      'actual    nothing more',
      '',
      'Received, as an expectation:',
      ".toBe('a')",
    ),
    'Error',
    played(({ cold, expectOutcomes, expectStarts }) => {
      expectOutcomes(asked(cold('a|'))).toBe('a|');
      expectStarts(asked).toBe('(ab)');
    }),
  ],
  [
    lines(
      "expectStarts of stage 'detail': the attempts or their times differ from what is expected",
      '',
      '          0',
      'expected  b',
      'actual    a',
      '          ^',
      '',
      "expected  at 0 ms an attempt for 'b'",
      "actual    at 0 ms attempt 1 for 'a'",
      '',
      'Received, as an expectation:',
      ".toBe('a')",
    ),
    'Error',
    played(({ cold, expectOutcomes, expectStarts }) => {
      expectOutcomes(asked(cold('a|'))).toBe('a|');
      expectStarts(asked).toBe('b');
    }),
  ],
  [
    'expectActive: target must be a stage, a limit or a list of them, got a function',
    'TypeError',
    played(({ expectActive }) => expectActive(project)),
  ],
  ['toStayWithin: most must be an integer >= 0 or Infinity, got NaN', 'RangeError', played(({ expectActive }) => { expectActive(asked).toStayWithin(NaN); })], // prettier-ignore
  [
    "expectActive of stage 'detail' and a limit: expected at most 0, got 1 at 0 ms",
    'Error',
    played(({ cold, expectOutcomes, expectActive }) => {
      const limit = concurrencyLimit(1);
      expectOutcomes(asked.with({ project: () => NEVER })(cold('a|'))).toBe('');
      expectActive([asked, limit]).toStayWithin(0);
    }),
  ],
  [
    lines(
      "expectWaiting of stage 'detail': the counts or their times differ from what is expected",
      '',
      '          0',
      'expected  1',
      'actual    0',
      '          ^',
      '',
      'expected  at 0 ms 1',
      'actual    at 0 ms 0',
      '',
      'Received, as an expectation:',
      ".toBe('0')",
    ),
    'Error',
    played(({ cold, expectOutcomes, expectWaiting }) => {
      expectOutcomes(asked(cold('a|'))).toBe('a|');
      expectWaiting(asked).toBe('1');
    }),
  ],
  ["A diagram of counts must contain only numbers, got 'a' in '1-a'", 'TypeError', played(({ expectActive }) => { expectActive(asked).toBe('1-a'); })], // prettier-ignore
  ['marbles must be a marble diagram or a list of them, got undefined', 'TypeError', played(({ expectActive }) => { expectActive(asked).toBe(undefined as never); })], // prettier-ignore
  [
    "expectActive of stage 'detail': call it before `flush()`, `calls` and `requests`, which run the test",
    'Error',
    played(({ flush, expectActive }) => {
      flush();
      expectActive(asked);
    }),
  ],
  [
    "expectActive of stage 'detail': call it before the first subscription",
    'Error',
    played(({ expectActive }) => {
      asked(['a']).subscribe();
      expectActive(asked);
    }),
  ],
  [
    "expectActive of stage 'detail': nothing has run, so there is no stage 'detail'",
    'Error',
    played(({ expectActive }) => {
      expectActive(asked).toStayWithin(1);
    }),
  ],
  [
    "expectActive of stage 'detial': no run has a stage 'detial', only 'detail'",
    'Error',
    played(({ cold, expectOutcomes, expectActive }) => {
      expectOutcomes(asked(cold('a|'))).toBe('a|');
      expectActive({ name: 'detial' }).toStayWithin(1);
    }),
  ],
  [
    'expectActive of a limit: no run has used it',
    'Error',
    played(({ cold, expectOutcomes, expectActive }) => {
      expectOutcomes(asked(cold('a|'))).toBe('a|');
      expectActive(concurrencyLimit(1)).toStayWithin(1);
    }),
  ],
  ["scriptedBatch: marbles must have one answer for an input, got '-x-y'", 'TypeError', played(({ scriptedBatch }) => scriptedBatch({ a: '-x-y' }))],
  [
    "scriptedBatch: call subscriptions() for all requests, or with the key of an input, got '*'",
    'TypeError',
    played(({ scriptedBatch }) => scriptedBatch({ '*': '-x' }).subscriptions('*')),
  ],
  [
    "scriptedBatch: `errors` of upper case letters must be instances of Error, got 'no' for 'X'",
    'TypeError',
    played(({ scriptedBatch }) => scriptedBatch({ a: '-X' }, undefined, { X: 'no' })(['a'])),
  ],
  ['scripted: script must be an object, got null', 'TypeError', played(({ scripted }) => scripted(null as never))],
  [
    "scripted: the marbles of 'a' must be a marble diagram or a list of them, got 5",
    'TypeError',
    played(({ scripted }) => scripted({ a: 5 } as never)),
  ],
  ["scripted: no marbles for 'b': the script has no keys", 'Error', played(({ scripted }) => scripted({})('b'))],
  ["scripted: no marbles for 'b': the script has 'a'", 'Error', played(({ scripted }) => scripted({ a: '-x|' })('b'))],
  [
    "scripted: no marbles for 'b': the script has '0', '1', '2', '3', '4', '5', '6', '7' and 12 more",
    'Error',
    played(({ scripted }) => scripted(Object.fromEntries(Array.from({ length: 20 }, (_, key) => [key, '-x|'])))('b')),
  ],
  ["scripted: no marbles for attempt 2 of 'a': its list has 1", 'Error', played(({ scripted }) => scripted({ a: ['-#'] })('a', { attempt: 2 }))],
  [
    'scripted: the result of keyOf must be a string, got 5',
    'TypeError',
    played(({ scripted }) => scripted({ a: '-x|' }, {}, {}, { keyOf: () => 5 as never })('a')),
  ],
  [
    'scripted: inputs that are not strings or numbers need `keyOf`, got an object',
    'TypeError',
    played(({ scripted }) => scripted({ a: '-x|' })({} as never)),
  ],
  ["scripted: `values` needs 'y', which is in the marbles '-x-y|'", 'TypeError', played(({ scripted }) => scripted({ a: '-x-y|' }, { x: 1 }))],
  [
    "scripted: call subscriptions() for all inputs, or with the key of one, got '*'",
    'TypeError',
    played(({ scripted }) => scripted({ '*': '-x|' }).subscriptions('*')),
  ],
  ["fakeAxios: routes must be an object, got 'GET /'", 'TypeError', played(({ fakeAxios }) => fakeAxios('GET /' as never))],
  [
    "fakeAxios: each route must be a method and a URL, such as 'GET /users', got '/users'",
    'TypeError',
    played(({ fakeAxios }) => fakeAxios({ '/users': '-u|' })),
  ],
  [
    "fakeAxios: two routes are the same request, 'GET /users'",
    'TypeError',
    played(({ fakeAxios }) => fakeAxios({ 'GET /users': '-u|', 'get /users': '-v|' })),
  ],
  [
    "fakeAxios: the marbles of 'GET /users' end without a response: use a letter for one, or # for a network error",
    'Error',
    played(({ fakeAxios }) => fakeAxios({ 'GET /users': '-|' }).get('/users')),
  ],
  [
    'fakeAxios: an interceptor returned a Promise, which settles in real time, not in virtual time: return the value itself',
    'Error',
    played(({ fakeAxios }) => {
      const api = fakeAxios({ 'GET /users': '-u|' });
      api.interceptors.response.use((response) => Promise.resolve(response));
      void api.get('/users');
    }),
  ],
  ['Network Error', 'AxiosError', played(({ fakeAxios }) => fakeAxios({ 'GET /users': '-#' }).get('/users'))],
  [
    'Request failed with status code 404',
    'AxiosError',
    played(({ fakeAxios }) => fakeAxios({ 'GET /users': '-n|' }, { n: { status: 404 } }).get('/users')),
  ],
  ['toBeFulfilledWith: received must be an outcome, got 7', 'TypeError', () => { expect(7).toBeFulfilledWith(7); }], // prettier-ignore
  ['toEmitOutcomes needs virtual time: call it within testStages(…)', 'TypeError', () => { expect(of()).toEmitOutcomes('|'); }], // prettier-ignore
  [
    'toEmitOutcomes does not support `not`: state the expected outcomes',
    'TypeError',
    () => {
      testStages(() => {
        expect(of()).not.toEmitOutcomes('|');
      });
    },
  ],
  [
    "expected an outcome fulfilled with 2\n\ngot fulfilled with 1 by stage 'fetch' for 1",
    'Error',
    async () => {
      expect(await firstValueFrom(fetch([1]))).toBeFulfilledWith(2);
    },
  ],
  [
    "expected an outcome that is not fulfilled with 1\n\ngot fulfilled with 1 by stage 'fetch' for 1",
    'Error',
    async () => {
      expect(await firstValueFrom(fetch([1]))).not.toBeFulfilledWith(1);
    },
  ],
  [
    "expected an outcome rejected with 'no' by stage 'search'\n\ngot fulfilled with 1 by stage 'fetch' for 1",
    'Error',
    async () => {
      expect(await firstValueFrom(fetch([1]))).toBeRejectedWith('no', { stage: 'search' });
    },
  ],
];

/** Files whose texts are no messages: patterns of dates and routes, parts of diagrams, names of counts. */
const NO_MESSAGES = new Set([
  'policies/answer-name.ts',
  'policies/json-loss.ts',
  'http/http-date.ts',
  // They need SQLite, which Node 20 has not: spec/journal has their messages.
  'node/journal-database.ts',
  'node/journal-file.ts',
  // What is on the terminal is read there.
  'node/words.ts',
  'observe/trace-counters.ts',
  // Names of spans, and descriptions of metrics.
  'bullmq/trace.ts',
  // What BullMQ says, and what needs a server: spec/distributed has those.
  'bullmq/connection-error.ts',
  'bullmq/job-failure.ts',
  'bullmq/job-queue.ts',
  'bullmq/server.ts',
  'otel/measuring.ts',
  'testing/diagrams/draw.ts',
  'testing/diagrams/literal.ts',
  'testing/doubles/axios-route.ts',
  'testing/diagrams/draw-timelines.ts',
  'testing/diagrams/show.ts',
  'testing/diagrams/stage-rows.ts',
  // What is on the page is read there.
  'waterfall/describe.ts',
  'waterfall/page-bundle.ts',
  'waterfall/page-data-of.ts',
  'waterfall/page-html.ts',
]);

/** Values that are long, secret, or throw when they are shown. */
function hostileValues(): unknown[] {
  const secret = `${'x'.repeat(4_000_000)}secret`;
  const headers = { authorization: 'secret', toString: () => 'secret', toJSON: () => 'secret', length: 'secret', size: 'secret' };
  const tag = (get: () => string): object => Object.defineProperty({}, Symbol.toStringTag, { get });
  const thrower = tag(() => {
    throw new Error('not for messages');
  });
  return [secret, 10n ** 400n, Symbol(secret), headers, [headers, secret], new Map([['secret', headers]]), tag(() => secret), thrower];
}

/** One that throws whatever is done with it. */
function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
}

const MESSAGES = [...ARGUMENTS, ...FORGOTTEN, ...UNKNOWN, ...OPTIONS, ...ANSWERS, ...RUNS, ...KIT];

/** What a call throws, or answers with. */
async function errorOf(call: Call): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    return error;
  }
}

describe('every message of the library', () => {
  it.each(MESSAGES)('%s', async (message, name, call) => {
    const error = await errorOf(call);

    expect(error).toMatchObject({ name, message });
  });

  it('is in the table', () => {
    const said = MESSAGES.map(([message]) => message);
    const missing = sourceTexts().filter(
      ({ file, pattern }) => !NO_MESSAGES.has(file) && !file.startsWith('waterfall/page/') && !said.some((message) => pattern.test(message)),
    );

    expect(missing).toEqual([]);
  });

  it.each(UNKNOWN)('of each option is in the table: %s', (unknown) => {
    const [, where = '', listed = ''] = /^(.*): unknown option '\w+': the options are (.*)$/.exec(unknown) ?? [];
    const options = listed.split(', ');
    const said = MESSAGES.map(([message]) => message);

    expect(options.filter((option) => !said.some((message) => message.startsWith(`${where}: ${option} must be `)))).toEqual([]);
  });

  it.each(CALLS)('says in short what is wrong, whatever an option is: %s', async (where, call, options) => {
    for (const [option] of options) {
      for (const value of [...hostileValues(), revoked()]) {
        const error = await errorOf(() => call({ [option]: value }));
        const { message = '' } = error instanceof Error ? error : {};

        expect(['', where]).toContain(message.slice(0, where.length));
        expect(message.length).toBeLessThan(300);
        expect(message).not.toContain('secret');
      }
    }
  });

  it('says in short what is wrong, whatever a project, a list, a key or a recurse returns', async () => {
    for (const value of [...hostileValues(), revoked()]) {
      for (const run of [
        make('fetch', () => value),
        makeList('fetch', () => [value]),
        makeList('fetch', () => [value], { atomic: true }),
        make('fetch', project, { key: () => value }),
        make('fetch', project, { limit: () => value }),
        make('fetch', project, { recurse: () => value, maxDepth: 1 }),
        make('fetch', project, { key: String, cache: { get: () => value, set: () => undefined } }),
      ]) {
        const outcomes = await lastValueFrom((run([1]) as ReturnType<ReturnType<typeof fetch.with>>).pipe(toArray()));
        const { message = '' } = outcomes.filter(isRejected).map(({ reason: why }) => why as Error)[0] ?? {};

        expect(message.length).toBeLessThan(300);
        expect(message).not.toContain('secret');
      }
    }
  });
});
