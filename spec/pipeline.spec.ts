import { NEVER, of, range } from 'rxjs';
import { gather, pipeline, stage } from 'rxjs-stages';
import { branchEvents } from './support/branch-events';
import { all } from './support/consume';
import { Gauge } from './support/gauge';

describe('pipeline.with', () => {
  const double = stage('double', (n: number) => of(2 * n));

  it('returns the same pipeline with an option changed, and leaves the one that it is called on as it is', () => {
    const gauge = new Gauge();
    const fetch = pipeline(
      stage('fetch', () => gauge.watch(NEVER)),
      { concurrency: 3 },
    );
    const active = (made: typeof fetch): number => {
      const running = range(0, 100).pipe(made).subscribe();
      const { active: now } = gauge;
      running.unsubscribe();
      return now;
    };

    expect(active(fetch.with({ concurrency: 5 }))).toBe(5);
    expect(active(fetch.with({ highWaterMark: 1 }))).toBe(3);
    expect(active(fetch.with({ concurrency: 5 }).with({ concurrency: 4 }))).toBe(4);
    expect(active(fetch.with({ concurrency: undefined }))).toBe(16);
    expect(active(fetch)).toBe(3);
  });

  it('gives each run a listener of its own', async () => {
    const events: string[] = [];
    const doubled = pipeline(double);
    const listened = (name: string) => doubled.with({ onEvent: branchEvents(({ type }) => type === 'completed' && events.push(name)) });

    await all(listened('one')([1]));
    await all(doubled([2]));
    await all(gather(listened('gathered'))([3]));

    expect(events).toEqual(['one', 'gathered']);
  });

  it('does not see what becomes of the options that it was given', async () => {
    const options = { order: 'source' as const, highWaterMark: 2 };
    const doubled = pipeline(double, options);

    Object.assign(options, { highWaterMark: 0 });

    expect(await all(doubled.with({})([1, 2]))).toHaveLength(2);
  });
});
