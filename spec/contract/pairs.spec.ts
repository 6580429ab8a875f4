import { adaptiveLimit, concurrencyLimit, memoryCache, perKey, rateLimit, type BranchEvent, type Outcome } from 'rxjs-stages';
import { Lives } from '../support/lives';
import { PolicyScenario, ROOTS } from '../support/policy-scenario';

type Policy = (scenario: PolicyScenario) => void;

const POLICIES: Record<string, Policy> = {
  retry: (run) => {
    run.both({ retry: { count: 2, delay: (_, count) => count } });
  },
  'attempt timeout': (run) => {
    timeout(run, { attempt: 6 });
  },
  'total timeout': (run) => {
    timeout(run, { total: 25 });
  },
  'queue timeout': (run) => {
    timeout(run, { queue: 9 });
  },
  concurrencyLimit: (run) => {
    run.addLimit(concurrencyLimit(3, { scheduler: run.scheduler }));
    run.rules.push(() => (run.atWork > 3 ? 'B1 concurrencyLimit' : undefined));
  },
  rateLimit: (run) => {
    run.addLimit(rateLimit({ max: 4, per: 3, scheduler: run.scheduler }));
    run.rules.push(() => ((run.starts.at(-5) ?? -Infinity) > run.scheduler.now() - 3 ? 'B1 rateLimit' : undefined));
  },
  adaptiveLimit: (run) => {
    const limit = adaptiveLimit({ min: 1, max: 3, scheduler: run.scheduler });
    run.addLimit(limit);
    run.rules.push(() => (run.atWork > 3 ? 'B1 adaptiveLimit' : undefined));
  },
  perKey: (run) => {
    run.addLimit(perKey(() => concurrencyLimit(1, { scheduler: run.scheduler }), { scheduler: run.scheduler }));
    run.rules.push(() => {
      const groups = [...run.working.one, ...run.working.two].map((input) => input % 3);
      return groups.length > new Set(groups).size ? 'B1 perKey' : undefined;
    });
  },
  cache: (run) => {
    run.both({ key: (input) => String(input % 20), cache: memoryCache({ scheduler: run.scheduler }) });
  },
  key: (run) => {
    run.both({ key: (input) => String(input % 20) });
  },
  recursion: (run) => {
    Object.assign(run.there, { recurse: (value: number) => [value + 1, value + 2], maxDepth: 1 });
  },
  nextPage: (run) => {
    run.there.nextPage = (_, input) => (input < 1000 ? input + 1000 : undefined);
  },
  atomic: (run) => {
    run.both({ atomic: true });
  },
  'source order': (run) => {
    run.options.order = 'source';
  },
  'for await': (run) => {
    run.iterates = true;
  },
};

const NAMES = Object.keys(POLICIES);
const PAIRS = NAMES.flatMap((one, index) => [[one], ...NAMES.slice(index + 1).map((other) => [one, other])]).map((names) => ({
  names,
  title: names.join(' with '),
}));

describe.each(['one', 'two'] as const)('policies in pairs, with values fed back and pages turned at stage %s', (at) => {
  it.each(PAIRS)('F6 B1 conserve all branches and keep to all bounds: $title', async ({ names }) => {
    const run = scenario(at, names);

    await run.play();

    expect(run).toMatchObject({ violations: [], completed: true, atWork: 0 });
    for (const limit of run.limits) expect(limit).toMatchObject({ active: 0, waiting: 0 });
    expect(oddLives(run.events)).toEqual([]);
    expect(skips(names) ? ROOTS : rootsOf(run.events)).toBe(ROOTS);
    expect(skips(names) ? [] : childrenOf(run.events)).toEqual(skips(names) ? [] : emissionsOf(run.events));
    expect(run.outcomes.map(said).sort()).toEqual(run.events.flatMap(told).sort());
    // Recursion has its own rules, which are elsewhere: what is fed back and what goes on have the same paths.
    const ordered = names.includes('source order') && !names.includes('recursion') ? run.outcomes.map(pathOf) : [];
    expect(ordered).toEqual([...ordered].sort());
  });

  it.each(PAIRS)('C1 leave nothing behind when they are unsubscribed: $title', async ({ names }) => {
    for (const frame of [0, 1, 4, 9, 20]) {
      const run = scenario(at, names);

      await run.play(frame);

      expect(run).toMatchObject({ violations: [], atWork: 0 });
      for (const limit of run.limits) expect(limit).toMatchObject({ active: 0, waiting: 0 });
      expect(oddLives(run.events)).toEqual([]);
    }
  });
});

function timeout(run: PolicyScenario, more: object): void {
  run.both({ timeout: { ...(run.one.timeout as object | undefined), ...more } });
}

function scenario(at: 'one' | 'two', names: readonly string[]): PolicyScenario {
  const run = new PolicyScenario(at);
  for (const name of names) POLICIES[name]?.(run);
  return run;
}

/** A recursive stage skips the keys that it has seen. */
function skips(names: readonly string[]): boolean {
  return names.includes('recursion') && (names.includes('cache') || names.includes('key'));
}

function oddLives(events: readonly BranchEvent[]): string[] {
  const lives = new Lives();
  for (const event of events) lives.add(event);
  return lives.wrong;
}

function rootsOf(events: readonly BranchEvent[]): number {
  return events.filter(({ type, stage, path }) => type === 'waiting' && stage === 'one' && path.length === 1).length;
}

/** The branches of the second stage that the first one has made, and not the second one itself. */
function childrenOf(events: readonly BranchEvent[]): string[] {
  const made = new Set(emissionsOf(events));
  const fed = (path: readonly number[]): boolean => path.length > 2 && !made.has(String(path));
  return events.flatMap(({ type, stage, path }) => (type === 'waiting' && stage === 'two' && !fed(path) ? [String(path)] : [])).sort();
}

function emissionsOf(events: readonly BranchEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'emitted' && event.stage === 'one' ? [String([...event.path, event.index])] : [])).sort();
}

function said(outcome: Outcome): string {
  const { status, stage, path } = outcome;
  return JSON.stringify([status, stage, path, status === 'fulfilled' ? [outcome.value, outcome.index] : String(outcome.reason)]);
}

/** The outcome that an event promises, if it does. */
function told(event: BranchEvent): string[] {
  const { stage, path, type } = event;
  if (type === 'rejected') return [JSON.stringify(['rejected', stage, path, String(event.reason)])];
  return type === 'emitted' && stage === 'two' ? [JSON.stringify(['fulfilled', stage, path, [event.value, event.index]])] : [];
}

/** A path that is sorted as text as it is by its numbers. */
function pathOf({ path }: Outcome): string {
  return path.map((index) => String(index).padStart(4)).join();
}
