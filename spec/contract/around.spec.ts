import { AsyncLocalStorage } from 'node:async_hooks';
import { map, Observable, of, timer, type ObservableInput } from 'rxjs';
import {
  batchStage,
  concurrencyLimit,
  listStage,
  pipeline,
  stage,
  type Around,
  type AttemptInfo,
  type Outcome,
  type PipelineEvent,
  type StageContext,
} from 'rxjs-stages';
import { all } from '../support/consume';
import { turn, Unhandled } from '../support/unhandled';

const storage = new AsyncLocalStorage<string>();

/** Sets a store around each call: the stage, the branch and the attempt. */
const naming: Around = ({ stage: name, branch, attempt }, call) => {
  storage.run(`${name} ${String(branch)}.${String(attempt)}`, call);
};

const store = (): string => storage.getStore() ?? 'none';

/** What an outcome comes to, in short. */
function words(outcomes: readonly Outcome[]): string[] {
  return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? String(outcome.value) : `failed: ${String(outcome.reason)}`));
}

describe('around', () => {
  it.each<[string, () => ObservableInput<string>, readonly string[]]>([
    ['a promise', () => Promise.resolve(store()), ['s 1.1']],
    ['what a promise waits for', () => Promise.resolve().then(store), ['s 1.1']],
    [
      'the subscription of an Observable',
      () =>
        new Observable((subscriber) => {
          subscriber.next(store());
          subscriber.complete();
        }),
      ['s 1.1'],
    ],
    ['what an Observable waits for', () => timer(1).pipe(map(store)), ['s 1.1']],
    [
      'each next() of an iterator',
      function* () {
        yield store();
        yield store();
      },
      ['s 1.1', 's 1.1'],
    ],
    [
      'each next() of an async iterator',
      async function* () {
        yield store();
        await Promise.resolve();
        yield store();
      },
      ['s 1.1', 's 1.1'],
    ],
    ['an array, which has no code of its own', () => [store()], ['s 1.1']],
  ])('E6 is around the project and %s', async (_, project, seen) => {
    expect(words(await all(pipeline(stage('s', project), { around: naming })([1])))).toEqual(seen);
  });

  it('E6 calls once for the project, once for a subscription and once for each next()', async () => {
    const calls: string[] = [];
    const around: Around = ({ stage: name }, call) => {
      calls.push(name);
      call();
    };
    const numbers = stage('generator', function* (n: number) {
      yield n;
      yield n;
    });

    await all(
      pipeline(
        stage('observable', (n: number) => of(n)),
        numbers,
        stage('promise', (n) => Promise.resolve(n)),
        { around },
      )([1]),
    );

    expect(calls.filter((name) => name === 'observable')).toHaveLength(2);
    expect(calls.filter((name) => name === 'promise')).toHaveLength(2);
    // Two values, and the end.
    expect(calls.filter((name) => name === 'generator')).toHaveLength(1 + 3);
  });

  it.each<[string, (n: number) => ObservableInput<number>]>([
    ['promises', (n) => Promise.resolve(n)],
    ['Observables that emit while they are subscribed to', (n) => of(n)],
    ['Observables that emit later', (n) => timer(0).pipe(map(() => n))],
    [
      'Observables that fail while they are subscribed to',
      (n) =>
        new Observable((subscriber) => {
          subscriber.error(n);
        }),
    ],
    ['arrays', (n) => [n]],
    [
      'iterators',
      function* (n) {
        yield n;
      },
    ],
    [
      'async iterators',
      async function* (n) {
        yield await Promise.resolve(n);
      },
    ],
  ])('E6 T2 what comes of %s is taken, told and delivered in the context of the subscription', async (_, project) => {
    const seen = new Set<string>();
    const see = (): void => void seen.add(store());
    const onEvent = see;
    const options = { retry: { count: 1, delay: () => (see(), 0), when: () => (see(), true) }, key: (n: number) => (see(), String(n)) };
    const both = pipeline(
      listStage('list', (n: number) => (n < 2 ? project(n) : Promise.resolve(n)) as ObservableInput<never>),
      { onEvent, around: naming },
    );
    const chain = pipeline(stage('first', project, options), stage('second', project, options), { onEvent, around: naming });

    await storage.run('mine', () =>
      all(
        new Observable((subscriber) => {
          both([1, 2]).subscribe({
            next: see,
            complete: () => {
              see();
              subscriber.complete();
            },
          });
        }),
      ),
    );
    await storage.run('mine', () =>
      all(
        new Observable((subscriber) => {
          chain([1, 2]).subscribe({
            next: see,
            complete: () => {
              see();
              subscriber.complete();
            },
          });
        }),
      ),
    );

    expect([...seen]).toEqual(['mine']);
  });

  it('E6 keeps the contexts of two runs apart that share a limit', async () => {
    const limit = concurrencyLimit(1);
    const one = stage('one', async (n: number) => (await Promise.resolve(), `${String(n)} ${store()}`), { limit });
    const two = stage('two', () => of(store()), { limit });
    const run = (user: string) =>
      storage.run(user, () =>
        all(
          pipeline(one, two, {
            around: (attempt, call) => {
              storage.run(`${store()} ${attempt.stage}`, call);
            },
          })([1, 2]),
        ),
      );

    const [ann, bob] = await Promise.all([run('ann'), run('bob')]);

    expect([words(ann), words(bob)]).toEqual([
      ['ann two', 'ann two'],
      ['bob two', 'bob two'],
    ]);
  });

  it('E6 says which attempt it is for, as events number it', async () => {
    const infos: AttemptInfo[] = [];
    const started: PipelineEvent[] = [];
    let context: StageContext | undefined;
    const around: Around = (attempt, call) => {
      infos.push(attempt);
      call();
    };
    const failing = stage(
      'item',
      (n: number, own) => {
        context = own;
        return own.attempt === 1 ? Promise.reject(new Error('first')) : Promise.resolve(n);
      },
      { retry: { count: 1, delay: 0 } },
    );
    const list = listStage('list', (n: number) => [[n, n + 1]]);

    await all(pipeline(list, failing, { around, onEvent: (event) => event.type === 'started' && started.push(event) })([7]));

    const told = infos.map(({ run, stage: name, branch, parent, path, input, inputs, attempt, index, batch }) => {
      expect(inputs.at(-1)).toBe(input);
      return { run, stage: name, branch, parent, path, input, attempt, index, batch };
    });
    expect(told).toEqual(
      started.map(({ run, stage: name, branch, parent, path, input, attempt }) => ({
        run,
        stage: name,
        branch,
        parent,
        path,
        input,
        attempt,
        index: path?.at(-1),
        batch: undefined,
      })),
    );
    expect(infos.at(-1)?.signal).toBe(context?.signal);
  });

  it('E6 is called once for the request of a batch, for the first of its branches', async () => {
    const infos: unknown[] = [];
    const many = batchStage('many', (ids: readonly number[]) => Promise.resolve(ids.map((id) => `${String(id)} ${store()}`)), { max: 3 });
    const around: Around = (attempt, call) => {
      const { stage: name, branch, input, batch } = attempt;
      infos.push([name, branch, input, batch]);
      naming(attempt, call);
    };

    const outcomes = await all(pipeline(many, { around })([5, 6, 7, 8]));

    expect(infos).toEqual([
      ['many', 1, 5, { id: 1, size: 3 }],
      ['many', 4, 8, { id: 2, size: 1 }],
    ]);
    expect(words(outcomes)).toEqual(['5 many 1.1', '6 many 1.1', '7 many 1.1', '8 many 4.1']);
  });

  it('E6 fails the attempt with what its code throws, whatever around does about it', async () => {
    const around: Around = (_, call) => {
      try {
        call();
      } catch {
        // Swallowed.
      }
    };
    const thrown: unknown[] = [];
    const failing = stage('s', (n: number): number[] => {
      throw new Error(String(n));
    });

    expect(words(await all(pipeline(failing, { around })([1])))).toEqual(['failed: Error: 1']);
    await all(
      pipeline(failing, {
        around: (_, call) => {
          try {
            call();
          } catch (error) {
            thrown.push(error);
            throw error;
          }
        },
      })([1]),
    );
    expect(thrown).toEqual([new Error('1')]);
  });

  it.each<[string, Around, string]>([
    [
      'throws before the call',
      () => {
        throw new Error('mine');
      },
      'failed: Error: mine',
    ],
    [
      'returns without having made the call',
      () => undefined,
      'failed: Error: `around` returned without calling `call`: call it once, before returning',
    ],
    [
      'makes the call too late',
      (_, call) => {
        queueMicrotask(() => {
          try {
            call();
          } catch {
            /* It is over. */
          }
        });
      },
      'failed: Error: `around` returned without calling `call`: call it once, before returning',
    ],
  ])('E6 fails the attempt if around %s', async (_, around, told) => {
    let calls = 0;
    const counting = stage('s', (n: number) => {
      calls++;
      return [n];
    });

    expect(words(await all(pipeline(counting, { around })([1])))).toEqual([told]);
    expect(calls).toBe(0);
  });

  it('E6 reports what around throws after the call, and a second call', async () => {
    const late: Around = (_, call) => {
      call();
      throw new Error('late');
    };
    const twice: Around = (_, call) => {
      call();
      call();
    };
    const once = stage('s', (n: number) => [n]);

    const seen = new Unhandled();
    expect(words(await all(pipeline(once, { around: late })([1])))).toEqual(['1']);
    expect(words(await all(pipeline(once, { around: twice })([1])))).toEqual(['1']);
    await turn();
    seen.stop();
    expect(seen.reasons).toEqual([new Error('late'), new Error('`around` called `call` more than once: call it once, before returning')]);
  });

  it('E6 C1 may end the run from inside', async () => {
    const delivered: unknown[] = [];
    const running = pipeline(
      stage('s', (n: number) => [n]),
      {
        around: (_, call) => {
          call();
          running.unsubscribe();
        },
      },
    )(timer(0)).subscribe((outcome) => delivered.push(outcome));
    await new Promise<void>((resolve) => {
      running.add(resolve);
    });
    await new Promise((resolve) => setTimeout(resolve, 5));

    expect([delivered, running.closed]).toEqual([[], true]);
  });
});
