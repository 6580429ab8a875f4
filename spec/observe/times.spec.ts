import { timer } from 'rxjs';
import { memoryCache, pipeline, stage, type StageOptions } from 'rxjs-stages';
import { testStages, type Script } from 'rxjs-stages/testing';
import { branchEvents } from '../support/branch-events';

/** The events of the branches of one stage: type and input, then time, `waited` and `inFlight`. */
function timesOf(script: Script, options: StageOptions<string, string>, marbles = '(ab|)', leaveAt?: number): string[] {
  const told: string[] = [];
  const onEvent = branchEvents(({ type, input, time, waited, inFlight }) => {
    told.push(`${type} ${String(input)} ${[time, waited, inFlight].join(' ')}`);
  });
  testStages(({ cold, scripted }) => {
    const fetch = stage('fetch', scripted<string, string>(script), options);
    const running = cold(marbles).pipe(pipeline(fetch, { onEvent })).subscribe();
    if (leaveAt === undefined) return;
    timer(leaveAt).subscribe(() => {
      running.unsubscribe();
    });
  });
  return told;
}

describe('T1 events tell how long a branch has waited, and how long its attempt has been in flight', () => {
  it("T1 from the end of a retry's delay, which is not waiting", () => {
    expect(timesOf({ a: ['---#', '--v|'], b: '-----w|' }, { concurrency: 1, retry: { count: 1, delay: 4 } })).toEqual([
      'waiting a 0 0 0',
      'started a 0 0 0',
      'waiting b 0 0 0',
      'settled a 3 0 3',
      'retrying a 3 0 3',
      'started b 3 3 0',
      'requeued a 7 0 0',
      'emitted b 8 3 5',
      'settled b 9 3 6',
      'completed b 9 3 6',
      'started a 9 2 0',
      'emitted a 11 2 2',
      'settled a 12 2 3',
      'completed a 12 2 3',
    ]);
  });

  it('T1 for each page', () => {
    const nextPage = (value: string): string | undefined => (value === 'x' ? 'c' : undefined);

    expect(timesOf({ a: '--x|', b: '----y|', c: '-z|' }, { concurrency: 1, nextPage })).toEqual([
      'waiting a 0 0 0',
      'started a 0 0 0',
      'waiting b 0 0 0',
      'emitted a 2 0 2',
      'settled a 3 0 3',
      'paged a 3 0 0',
      'started c 3 0 0',
      'emitted c 4 0 1',
      'settled c 5 0 2',
      'completed c 5 0 2',
      'started b 5 5 0',
      'emitted b 9 5 4',
      'settled b 10 5 5',
      'completed b 10 5 5',
    ]);
  });

  it('T1 until a cancellation', () => {
    expect(timesOf({ a: '-', b: '-' }, { concurrency: 1 }, '(ab|)', 5).slice(-2)).toEqual(['cancelled a 5 0 5', 'cancelled b 5 5 0']);
  });

  it('T1 without an attempt where another branch, or a cache, has the values', () => {
    const options = { key: (id: string) => id, cache: memoryCache() };

    expect(timesOf({ a: '--(v|)' }, options, 'aa---a|').filter((event) => !event.startsWith('waiting'))).toEqual([
      'started a 0 0 0',
      'emitted a 2 0 2',
      'settled a 2 0 2',
      'completed a 2 0 2',
      'served a 2 1 0',
      'emitted a 2 1 0',
      'completed a 2 1 0',
      'served a 5 0 0',
      'emitted a 5 0 0',
      'completed a 5 0 0',
    ]);
  });

  it('T1 until the failure of a branch that never starts', () => {
    expect(timesOf({ a: '-----v|' }, { concurrency: 1, timeout: { queue: 3 } }).at(3)).toBe('rejected b 3 3 0');
  });
});
