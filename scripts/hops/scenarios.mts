import type { Library } from './load.mjs';
import type { Recorder } from './recorder.mjs';

/** Plays one scenario, and records a part of it. */
export type Scenario = (library: Library, recorder: Recorder) => Promise<void>;

/** By what they show. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'plain: from subscribe to the first request': async ({ pipeline, stage }, recorder) => {
    const results = pipeline(stage('a', first(recorder)), stage('b', answer))([1]);
    recorder.start();
    await ended(results);
  },

  'limit: from subscribe to the first request': async ({ concurrencyLimit, pipeline, stage }, recorder) => {
    const results = pipeline(stage('a', first(recorder), { limit: concurrencyLimit(1) }), stage('b', answer))([1]);
    recorder.start();
    await ended(results);
  },

  'retry without delay: from the failure to the second request': (library, recorder) => retried(library, recorder, 0),

  'retry after 5 ms: from the failure to the second request, but for the wait': (library, recorder) => retried(library, recorder, 5),

  'two equal roots, with key and cache: from subscribe to the second outcome': async ({ pipeline, stage }, recorder) => {
    const kept = new Map<string, readonly unknown[]>();
    const cache = {
      get: (_stage: string, key: string) => kept.get(key),
      set: (_stage: string, key: string, values: readonly unknown[]) => {
        kept.set(key, values);
      },
    };
    const results = pipeline(stage('a', answer, { key: String, cache }))([1, 1]);
    let outcomes = 0;
    recorder.start();
    await ended(results, () => {
      if (++outcomes === 2) recorder.stop();
    });
  },
};

/** A project whose first call is the end of the record. */
function first(recorder: Recorder): (input: number) => Promise<number> {
  return (input) => {
    recorder.stop();
    return answer(input);
  };
}

const answer = (input: number): Promise<number> => Promise.resolve(input);

/** An attempt fails once: the record begins just before its promise is rejected. */
async function retried({ pipeline, stage }: Library, recorder: Recorder, delay: number): Promise<void> {
  let calls = 0;
  const fails = async (input: number): Promise<number> => {
    if (++calls === 2) recorder.stop();
    if (calls > 1) return input;
    // In a later turn, when everything has come to rest.
    await new Promise(setImmediate);
    recorder.start();
    throw new Error('fails once');
  };
  await ended(pipeline(stage('a', fails, { retry: { count: 1, delay } }), stage('b', answer))([1]));
}

function ended(results: ReturnType<ReturnType<Library['pipeline']>>, next: () => void = () => undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    results.subscribe({ next, error: reject, complete: resolve });
  });
}
