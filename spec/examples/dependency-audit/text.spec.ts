import { NO_PROGRESS } from '../../../examples/dependency-audit/progress';
import { text } from '../../../examples/dependency-audit/report/text';
import type { Result } from '../../../examples/dependency-audit/result';

const glob = { name: 'glob', version: '7.0.0', licence: 'ISC', dependents: ['a', 'b', 'c', 'd', 'e'] };
const result: Result = {
  project: 'app',
  registry: 'embedded',
  client: 'axios',
  concurrency: [4, 8],
  seed: 1,
  interrupted: false,
  rounds: { ...NO_PROGRESS.rounds, direct: { ...NO_PROGRESS.rounds.direct, done: 12, failed: 1 } },
  runs: {
    stages: { total: 500, firstOfSecondRound: 20, fulfilled: 12, rejected: 1, retried: 3, paused: 100 },
    barrier: { total: 750, firstOfSecondRound: 300, fulfilled: 12, rejected: 1, retried: 3, paused: 150 },
  },
  levels: 2,
  packages: [glob],
  licences: { ISC: 10, 'Apache-2.0': 2 },
  deprecated: [{ ...glob, deprecated: 'too old' }],
  duplicates: { glob: [glob, { ...glob, version: '10.0.0', dependents: ['app'] }] },
  saved: [{ chain: ['jest', 'chalk'], attempts: 2 }],
  failures: [{ chain: ['jest', '@jest/core'], reason: 'connection reset' }],
};

const of = (severity: 'high' | 'low', title: string) => ({ severity, title, vulnerable_versions: '*' });

describe('text', () => {
  it('is what a person reads', () => {
    expect(text(result)).toBe(`
app depends on 1 package versions, found on 2 levels.

Requests     done   failed   cancelled
direct         12        1           0
transitive      0        0           0

Licence      packages
ISC                10
Apache-2.0          2

Deprecated
  glob@7.0.0, for a, b, c and 2 more: too old

More than one version
  glob@7.0.0, for a, b, c and 2 more
  glob@10.0.0, for app

Saved by retries (3 made; paused for 100 ms, as the registry asked)
  jest → chalk: 2 attempts

Failed, of faults that the embedded registry makes up (seed 1)
  jest → @jest/core: connection reset

Time                                      no barrier   barrier     gain
to the first result of the second round        20 ms    300 ms   15.0 ×
in all                                        500 ms    750 ms    1.5 ×
of it paused, as the registry asked           100 ms    150 ms
`);
  });

  it('says of advisories which packages have some, for which they are unknown, and how many have none', () => {
    const advisories = [of('high', 'one'), of('low', 'two')];
    const found = [{ package: 'glob@7.0.0', advisories }];
    const unknown = [{ package: 'jest@30.0.0', reason: '404 Not Found' }];

    expect(text({ ...result, advisories: { found, unknown, none: 3, requests: 2 } })).toContain(`
Advisories, which the embedded registry makes up (2 requests for 5 package versions)
  glob@7.0.0: high, one
  glob@7.0.0: low, two
  jest@30.0.0: unknown, 404 Not Found
  none for the other 3 package versions

Saved by`);
    expect(text({ ...result, advisories: { found: [], unknown: [], none: 5, requests: 1 } })).toContain(
      '(1 requests for 5 package versions)\n  none for 5 package versions\n',
    );
  });

  it('says when the audit was cut short, and when only the comparison was', () => {
    const { stages, barrier } = result.runs;
    const cutShort = { ...stages, total: null };

    expect(text({ ...result, interrupted: true, runs: { stages: cutShort, barrier: cutShort } })).toContain('the audit was interrupted');
    expect(text({ ...result, interrupted: true, runs: { stages, barrier: cutShort } })).toContain('The comparison was interrupted');
    expect(text({ ...result, runs: { stages, barrier } })).not.toContain('interrupted');
  });

  it('says that there was no comparison', () => {
    expect(text({ ...result, runs: { ...result.runs, barrier: null } })).toContain('No comparison');
  });
});
