import { gather, listStage, pipeline, stage, tolerate, type PipelineOptions, type StageOptions } from 'rxjs-stages';

const project = (id: string): string[] => [id];
const fetch = stage('fetch', project);
const { nan, ...counts } = { zero: 0, negative: -1, fraction: 1.5, nan: NaN, minusInfinity: -Infinity };

describe('U1 bad arguments are refused where they are given', () => {
  it.each([...Object.values(counts), nan])('U1 refuses a concurrency of %p with a RangeError, at stage, with and pipeline', (concurrency) => {
    expect(() => stage('fetch', project, { concurrency })).toThrow(
      new RangeError(`stage 'fetch': concurrency must be an integer >= 1 or Infinity, got ${String(concurrency)}`),
    );
    expect(() => fetch.with({ concurrency })).toThrow(RangeError);
    expect(() => pipeline(fetch, { concurrency })).toThrow(
      new RangeError(`pipeline: concurrency must be an integer >= 1 or Infinity, got ${String(concurrency)}`),
    );
  });

  it.each([...Object.values(counts), nan])('U1 refuses a highWaterMark of %p with a RangeError', (highWaterMark) => {
    expect(() => pipeline(fetch, { highWaterMark })).toThrow(
      new RangeError(`pipeline: highWaterMark must be an integer >= 1 or Infinity, got ${String(highWaterMark)}`),
    );
  });

  it.each([-1, 0.5, NaN])('U1 refuses a maxWaiting of %p, and tolerate(%p), with a RangeError', (count) => {
    expect(() => pipeline(fetch, { maxWaiting: count })).toThrow(RangeError);
    expect(() => tolerate(count)).toThrow(new RangeError(`tolerate: failures must be an integer >= 0 or Infinity, got ${String(count)}`));
  });

  it.each<[keyof PipelineOptions, unknown, string]>([
    ['concurrency', '8', "'8'"],
    ['highWaterMark', null, 'null'],
    ['maxWaiting', {}, 'an object'],
    ['overflow', 'drop', "'drop'"],
    ['scheduler', null, 'null'],
    ['scheduler', new Date(0), 'a Date'],
    ['onEvent', 'log', "'log'"],
    ['onEvent', { complete: () => undefined }, 'an object'],
    ['around', {}, 'an object'],
    ['signal', new AbortController(), 'an AbortController'],
    ['signal', new EventTarget(), 'an EventTarget'],
  ])('U1 refuses %s: %p with a TypeError that names it and quotes the value', (option, value, quoted) => {
    expect(() => pipeline(fetch, { maxWaiting: 1, [option]: value } as PipelineOptions)).toThrow(TypeError);
    expect(() => pipeline(fetch, { maxWaiting: 1, [option]: value } as PipelineOptions)).toThrow(`pipeline: ${option} must be`);
    expect(() => pipeline(fetch, { maxWaiting: 1, [option]: value } as PipelineOptions)).toThrow(`got ${quoted}`);
  });

  it('U1 refuses an overflow without the bound that it needs', () => {
    expect(() => pipeline(fetch, { overflow: 'drop-oldest' })).toThrow(
      new TypeError('pipeline: `overflow` needs `maxWaiting`: give the pipeline a `maxWaiting: number`'),
    );
  });

  it('U1 refuses an option that there is none of', () => {
    expect(() => pipeline(fetch, { concurency: 3 } as PipelineOptions)).toThrow(
      new TypeError(
        "pipeline: unknown option 'concurency': the options are concurrency, highWaterMark, maxWaiting, overflow, order, limit, scheduler, random, onEvent, around, signal",
      ),
    );
    expect(() => stage('fetch', project, { retries: 3 } as StageOptions)).toThrow(
      new TypeError(
        "stage 'fetch': unknown option 'retries': the options are concurrency, deliver, retry, timeout, key, cache, atomic, limit, recurse, maxDepth, nextPage",
      ),
    );
    // An Observer has a `next`: the option of that name is `nextPage`.
    expect(() => stage('fetch', project, { next: () => null } as StageOptions)).toThrow(
      /^stage 'fetch': unknown option 'next': the options are .*, nextPage$/,
    );
    expect(() => listStage('fetch', () => [['a']], [] as StageOptions)).toThrow(
      new TypeError("listStage 'fetch': options must be an object, got an array of 0"),
    );
  });

  it('U1 takes undefined for every option', () => {
    const options = {
      concurrency: undefined,
      highWaterMark: undefined,
      maxWaiting: undefined,
      overflow: undefined,
      scheduler: undefined,
      onEvent: undefined,
    };

    expect(() => pipeline(stage('fetch', project, { concurrency: undefined, deliver: undefined }), options)).not.toThrow();
  });

  it('U1 refuses a pipeline without stages, and an array of them', () => {
    const loose = pipeline as (...args: unknown[]) => unknown;

    expect(() => loose()).toThrow(new TypeError('pipeline needs at least one segment: `pipeline(search, detail)`'));
    expect(() => loose({ concurrency: 1 })).toThrow(
      new TypeError(
        'pipeline: segments[0] must be a segment, created with stage(), listStage(), batchStage(), pipeline(), fork(), when() or join(), got an object',
      ),
    );
    expect(() => loose([fetch])).toThrow(
      new TypeError('pipeline: segments[0] is a list: pass its segments as separate arguments, `pipeline(...segments)`'),
    );
    expect(() => loose([])).toThrow(
      new TypeError(
        'pipeline: segments[0] must be a segment, created with stage(), listStage(), batchStage(), pipeline(), fork(), when() or join(), got an array of 0',
      ),
    );
  });

  it('U1 refuses options that are null, and takes undefined for none', () => {
    expect(() => pipeline(fetch, null as unknown as PipelineOptions)).toThrow(new TypeError('pipeline: options must be an object, got null'));
    expect(() => pipeline(fetch, undefined)).not.toThrow();
  });

  it.each([[undefined], [null], [[]], ['concurrency']])('U1 refuses to change a pipeline with %p', (changes) => {
    expect(() => pipeline(fetch).with(changes as never)).toThrow('pipeline: changes must be an object, got');
  });

  it('U1 refuses a bad option of a pipeline, with those that it has', () => {
    expect(() => pipeline(fetch).with({ concurrency: 0 })).toThrow(
      new RangeError('pipeline: concurrency must be an integer >= 1 or Infinity, got 0'),
    );
    expect(() => pipeline(fetch).with({ overflow: 'drop-oldest' })).toThrow(TypeError);
    expect(() => pipeline(fetch, { maxWaiting: 1 }).with({ overflow: 'drop-oldest' })).not.toThrow();
    expect(() => pipeline(fetch, { maxWaiting: 1, overflow: 'drop-oldest' }).with({ maxWaiting: undefined })).toThrow(TypeError);
  });

  it.each([
    [undefined, 'changes must be an object, got undefined'],
    [null, 'changes must be an object, got null'],
    [{ recurse: undefined }, 'with() cannot change `recurse`: create a new stage'],
  ])('U1 refuses to change a stage with %p', (changes, message) => {
    expect(() => fetch.with(changes as never)).toThrow(new TypeError(`stage 'fetch': ${message}`));
  });

  it('U1 refuses two stages of one name', () => {
    expect(() => pipeline(fetch, fetch)).toThrow(new TypeError("pipeline: two stages are named 'fetch': each stage needs a unique name"));
  });

  it.each([
    [(x: string) => [x], 'a function'],
    [['fetch'], 'an array of 1'],
    ['fetch', "'fetch'"],
    [undefined, 'undefined'],
  ])('U1 refuses %p for a stage', (value, quoted) => {
    expect(() => (pipeline as (...stages: unknown[]) => unknown)(value, fetch)).toThrow(
      new TypeError(
        `pipeline: segments[0] must be a segment, created with stage(), listStage(), batchStage(), pipeline(), fork(), when() or join(), got ${quoted}`,
      ),
    );
  });

  it('U1 refuses a pipeline with options within a pipeline, unless they are all undefined', () => {
    const loose = pipeline as (...segments: unknown[]) => unknown;
    const other = stage('other', project);

    expect(() => loose(pipeline(fetch, { concurrency: 1 }), other)).toThrow(
      new TypeError('pipeline: segments[0] is a pipeline with the option `concurrency`: move its options to the outermost pipeline'),
    );
    expect(() => loose(pipeline(fetch).with({ highWaterMark: 1 }), other)).toThrow(TypeError);
    expect(() => loose(pipeline(fetch, { concurrency: 1 }).with({ concurrency: undefined }), other)).not.toThrow();
  });

  it.each([[''], [undefined], [42]])('U1 refuses the name %p', (name) => {
    expect(() => stage(name as string, project)).toThrow(TypeError);
    expect(() => stage(name as string, project)).toThrow('name must be a non-empty string');
  });

  it.each([[undefined], ['fetch'], [Promise.resolve()]])('U1 refuses the project %p', (value) => {
    expect(() => stage('fetch', value as unknown as typeof project)).toThrow(TypeError);
    expect(() => stage('fetch', value as unknown as typeof project)).toThrow("stage 'fetch': project must be a function, got");
  });

  it('U1 refuses a deliver that is neither true nor false', () => {
    expect(() => stage('fetch', project, { deliver: 1 } as unknown as StageOptions & { deliver: true })).toThrow(
      new TypeError("stage 'fetch': deliver must be true or false, got 1"),
    );
  });

  it('U1 refuses a string as a source, and says how to wrap it', () => {
    expect(() => fetch('rxjs' as never)).toThrow(
      new TypeError(
        "source must be an Observable, a promise, an iterable or an async iterable, got 'rxjs': to use a string as one item, wrap it in an array",
      ),
    );
  });

  it.each([[undefined], [null], [42], [{}], [() => []]])('U1 refuses the source %p', (source) => {
    expect(() => fetch(source as never)).toThrow(TypeError);
    expect(() => gather(fetch)(source as never)).toThrow('source must be an Observable, a promise, an iterable or an async iterable, got');
  });

  it('U1 refuses to gather what is no pipeline', () => {
    expect(() => gather((() => []) as never)).toThrow(
      new TypeError(
        'gather: pipeline must be a segment, created with stage(), listStage(), batchStage(), pipeline(), fork(), when() or join(), got a function',
      ),
    );
  });
});
