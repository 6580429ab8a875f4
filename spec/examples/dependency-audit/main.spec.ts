import { readFileSync, symlinkSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { satisfies } from 'semver';
import { USAGE } from '../../../examples/dependency-audit/arguments';
import { BULK } from '../../../examples/dependency-audit/client';
import { advisoriesFor } from '../../../examples/dependency-audit/registry/advisories';
import { installed } from '../../../examples/dependency-audit/registry/installed';
import { fault, type Fault } from '../../../examples/dependency-audit/registry/fault';
import { packuments } from '../../../examples/dependency-audit/registry/packuments';
import { registryServer } from '../../../examples/dependency-audit/registry/server';
import type { Manifest } from '../../../examples/dependency-audit/packument';
import type { Result } from '../../../examples/dependency-audit/result';
import { ROOT, Spawned } from '../spawned';
import { temporaryDirectory } from './temporary-directory';

jest.setTimeout(60_000);

const NODE_MODULES = path.join(ROOT, 'node_modules');
const AUDIT = 'dependency-audit/main.ts';

/** What is installed under a name, at the top. */
function manifestOf(name: string): Manifest {
  return JSON.parse(readFileSync(path.join(NODE_MODULES, name, 'package.json'), 'utf8')) as Manifest;
}

/** A project that depends on these packages, in the versions that are installed here. */
function projectWith(...names: string[]): string {
  const dependencies = Object.fromEntries(names.map((name) => [name, manifestOf(name).version]));
  const directory = temporaryDirectory({ 'package.json': { name: 'small', dependencies } });
  symlinkSync(NODE_MODULES, path.join(directory, 'node_modules'));
  return path.join(directory, 'package.json');
}

/** What decides whether the registry knows the advisories for a package. */
const advisoriesOf = (name: string): string => `advisories of ${name}`;

/** The first seed that has these faults, and no others, for these packages and for what else is asked for. */
function seedWith(names: readonly string[], faults: Readonly<Record<string, Fault>>, others: readonly string[] = []): number {
  const faulty = Object.keys(faults);
  const inOrder = [...faulty, ...[...names, ...others].filter((name) => !faulty.includes(name))];
  for (let seed = 0; ; seed++) if (inOrder.every((name) => fault(name, seed) === faults[name])) return seed;
}

const DIRECT = ['axios', 'rxjs', 'string-width'];

/** What those name: who names it, what, and in which versions. */
const NAMED = DIRECT.flatMap((name) =>
  Object.entries(manifestOf(name).dependencies ?? {}).map(([dependency, range]) => [name, dependency, range] as const),
);
const NAMES = [...DIRECT, ...NAMED.map(([, dependency]) => dependency)];

describe('the dependency audit', () => {
  it('F1 finds what node_modules holds, but for what no retry can save, and the same with a barrier', async () => {
    const seed = seedWith(NAMES, { tslib: 'missing', axios: 'reset' }, [...NAMES.map(advisoriesOf), BULK.slice(1)]);

    const spawned = new Spawned(AUDIT, ['--json', '--seed', String(seed), '--input', projectWith(...DIRECT)]);
    expect(await spawned.ended).toBe(0);
    const result = JSON.parse(spawned.stdout) as Result;

    const found = NAMED.filter(([, dependency]) => dependency !== 'tslib');
    expect(result.packages.map(({ name }) => name)).toEqual([...DIRECT, ...found.map(([, dependency]) => dependency)].sort());
    for (const [dependent, dependency, range] of found) {
      const versions = result.packages.filter(({ name }) => name === dependency);
      expect(versions).toEqual([
        { name: dependency, version: expect.any(String) as string, licence: manifestOf(dependency).license, dependents: [dependent] },
      ]);
      expect(satisfies(versions[0]?.version ?? '', range)).toBe(true);
    }
    for (const name of DIRECT) {
      const { version, license } = manifestOf(name);
      expect(result.packages).toContainEqual({ name, version, licence: license, dependents: ['small'] });
    }
    expect(result.failures).toEqual([{ chain: ['rxjs', 'tslib'], reason: '404 Not Found' }]);
    expect(result.saved).toEqual([{ chain: ['axios'], attempts: 2 }]);
    const none = { waiting: 0, active: 0, retrying: 0, cancelled: 0 };
    expect(result.rounds).toEqual({ direct: { ...none, done: 3, failed: 0 }, transitive: { ...none, done: found.length, failed: 1 } });
    const counts = expect.objectContaining({ fulfilled: 3 + found.length, rejected: 1, retried: 1, paused: 0 }) as unknown;
    expect(result.runs).toEqual({ stages: counts, barrier: counts });
    expect(spawned.stderr).toContain(`transitive ${String(found.length + 1)}/${String(found.length + 1)}, 1 failed; `);
  });

  it('F1 says which packages have advisories, which have none, and for which they are unknown', async () => {
    const seed = seedWith(NAMES, { [advisoriesOf('rxjs')]: 'missing', [BULK.slice(1)]: 'error' }, NAMES.map(advisoriesOf));

    const spawned = new Spawned(AUDIT, ['--json', '--seed', String(seed), '--input', projectWith(...DIRECT)]);
    expect(await spawned.ended).toBe(0);
    const { advisories, packages, failures, saved, runs } = JSON.parse(spawned.stdout) as Result;

    const known = packages.map(({ name, version }) => ({ package: `${name}@${version}`, advisories: advisoriesFor(name, version, seed) }));
    const found = known.filter((each) => each.advisories.length > 0 && !each.package.startsWith('rxjs@'));
    expect(advisories).toEqual({
      found,
      unknown: [{ package: `rxjs@${manifestOf('rxjs').version}`, reason: 'the registry knows no advisories for rxjs' }],
      none: packages.length - found.length - 1,
      requests: expect.any(Number) as number,
    });
    expect(packages.map(({ name }) => name)).toEqual([...NAMES].sort());
    expect([failures, saved]).toEqual([[], []]);
    // The first request for advisories fails, for however many packages it was.
    for (const run of [runs.stages, runs.barrier]) {
      expect(run).toMatchObject({ rejected: 0, retried: expect.any(Number) as number });
      expect(run?.retried).toBeGreaterThan(0);
    }
  });

  it('F1 finds the same, and fails and retries alike, whichever client makes the requests', async () => {
    const results: Result[] = [];
    for (const client of ['axios', 'undici']) {
      const spawned = new Spawned(AUDIT, ['--json', '--client', client]);
      expect(await spawned.ended).toBe(0);
      results.push(JSON.parse(spawned.stdout) as Result);
    }
    const inOrder = ({ packages, licences, rounds, advisories, failures, saved, runs: { stages, barrier } }: Result) => {
      const [failed, answered] = [failures, saved].map((list) => list.map((each) => JSON.stringify(each)).sort());
      const patience = [stages, barrier].map((run) => [run?.retried, run?.paused]);
      return { packages, licences, rounds, advisories: { ...advisories, requests: 0 }, failed, answered, patience };
    };
    const [axios, undici] = results as [Result, Result];

    expect([axios.client, undici.client]).toEqual(['axios', 'undici']);
    expect(inOrder(undici)).toEqual(inOrder(axios));
    for (const { failures, saved, advisories, packages } of results) {
      expect([failures.length, saved.length].every((count) => count > 0)).toBe(true);
      expect(packages.length).toBeGreaterThan(100);
      // A request is for many packages.
      expect(advisories?.requests).toBeLessThan(packages.length / 2);
    }
  });

  it.each(['axios', 'undici'])('C1 is cancelled by Ctrl-C: a partial summary, exit code 130, and no process stays (%s)', async (client) => {
    const spawned = new Spawned(AUDIT, ['--json', '--concurrency', '1,1', '--client', client]);
    await spawned.says(/ in flight/);
    spawned.killAll('SIGINT');
    expect(await spawned.ended).toBe(130);

    const { interrupted, rounds, runs, packages } = JSON.parse(spawned.stdout) as Result;
    expect(interrupted).toBe(true);
    expect(runs.stages.total).toBeNull();
    for (const { waiting, active } of Object.values(rounds)) expect([waiting, active]).toEqual([0, 0]);
    expect(rounds.direct.cancelled + rounds.transitive.cancelled).toBeGreaterThan(0);
    const known = installed(NODE_MODULES).map(({ name, version }) => `${name}@${version}`);
    for (const { name, version } of packages) expect(known).toContain(`${name}@${version}`);
  });

  it('C1 leaves no process behind when it is killed', async () => {
    const spawned = new Spawned(AUDIT, ['--json', '--concurrency', '1,1']);
    await spawned.says(/ in flight/);
    spawned.kill('SIGKILL');

    expect(await spawned.ended).toBeNull();
    expect(spawned.stdout).toBe('');
  });

  it.each(['axios', 'undici'])('asks the registry that npm is configured with, once (%s)', async (client) => {
    const known = packuments(
      [
        { name: '@scope/app', version: '2.0.0', license: 'MIT', dependencies: { old: '^1.0.0' } },
        { name: 'old', version: '1.0.0', license: 'ISC' },
      ],
      new Map([['old@1.0.0', 'no longer maintained']]),
    );
    const asked: string[] = [];
    const server = registryServer(known, seedWith(['@scope/app', 'old'], {})).on('request', ({ url }) => asked.push(String(url)));
    const port = await listening(server);

    const input = path.join(
      temporaryDirectory({ 'package.json': { dependencies: { '@scope/app': '*', secret: 'file:../secret' } } }),
      'package.json',
    );
    const spawned = new Spawned(AUDIT, ['--registry', 'npm', '--client', client, '--json', '--input', input], {
      npm_config_registry: `http://127.0.0.1:${String(port)}/`,
    });
    expect(await spawned.ended).toBe(0);
    server.close();

    const { deprecated, failures, runs, advisories } = JSON.parse(spawned.stdout) as Result;
    expect(asked).toEqual(['/@scope%2fapp', '/old']);
    expect(deprecated).toEqual([{ name: 'old', version: '1.0.0', licence: 'ISC', deprecated: 'no longer maintained', dependents: ['@scope/app'] }]);
    expect(failures).toEqual([{ chain: ['secret'], reason: "'file:../secret' is not in a registry" }]);
    expect(runs.barrier).toBeNull();
    expect(advisories).toBeUndefined();
  });

  it('walks a whole tree with its cycles, asks once for each dependency, and for no more at once than it may', async () => {
    const leaves = Array.from({ length: 12 }, (_, index) => `leaf-${String(index)}`);
    const on = (...names: string[]) => Object.fromEntries(names.map((name) => [name, '*']));
    const manifests = [
      { name: 'root', version: '1.0.0', dependencies: on('twig', ...leaves) },
      { name: 'twig', version: '1.0.0', dependencies: on('root', 'branch', 'leaf-3') },
      { name: 'branch', version: '1.0.0', dependencies: on('twig', 'root', 'gone') },
      ...leaves.map((name) => ({ name, version: '1.0.0', dependencies: on('root', 'twig') })),
    ];
    const seed = seedWith([...manifests.map(({ name }) => name), 'gone'], { twig: 'busy', 'leaf-0': 'error' });
    const asked: string[] = [];
    let [active, most] = [0, 0];
    const server = registryServer(packuments(manifests, new Map()), seed).on('request', ({ url }, response) => {
      asked.push(String(url));
      most = Math.max(most, ++active);
      response.on('close', () => active--);
    });
    const port = await listening(server);

    const input = path.join(temporaryDirectory({ 'package.json': { name: 'app', dependencies: { root: '*' } } }), 'package.json');
    const spawned = new Spawned(AUDIT, ['--registry', 'npm', '--transitive', '--concurrency', '1,2', '--json', '--input', input], {
      npm_config_registry: `http://127.0.0.1:${String(port)}/`,
    });
    expect(await spawned.ended).toBe(0);
    server.close();

    const { packages, levels, failures, rounds, runs, advisories } = JSON.parse(spawned.stdout) as Result;
    expect(packages.map(({ name }) => name)).toEqual(manifests.map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'en')));
    expect(packages.find(({ name }) => name === 'root')?.dependents).toEqual(['app', 'branch', 'twig', ...leaves].sort());
    expect([levels, failures]).toEqual([4, [{ chain: ['root', 'twig', 'branch', 'gone'], reason: '404 Not Found' }]]);
    expect([rounds.direct.done, rounds.transitive.done, rounds.transitive.failed]).toEqual([1, manifests.length - 1, 1]);
    expect(new Set(asked).size).toBe(manifests.length + 1);
    expect(asked).toHaveLength(manifests.length + 1 + runs.stages.retried);
    expect(runs.stages).toMatchObject({ retried: 2, paused: 1000 });
    expect(most).toBe(3);
    expect(advisories).toBeUndefined();
  });

  it.each([
    [['--bogus'], "dependency-audit: Unknown option '--bogus'\n"],
    [['--input', '/no/such/package.json'], 'dependency-audit: --input /no/such/package.json cannot be read: ENOENT\n'],
  ])('refuses %j with one line and exit code 2', async (args, line) => {
    const spawned = new Spawned(AUDIT, args);

    expect(await spawned.ended).toBe(2);
    expect(spawned.stderr).toBe(line);
    expect(spawned.stdout).toBe('');
  });

  it('says in one line why it cannot reach a registry, with exit code 1', async () => {
    const spawned = new Spawned(AUDIT, ['--registry', 'npm'], { PATH: '' });

    expect(await spawned.ended).toBe(1);
    expect(spawned.stderr).toMatch(/\ndependency-audit: npm does not say which registry it uses: .*\n$/);
  });

  it('says in one line which Node it needs to be resumed, with exit code 1', async () => {
    const hasSqlite = process.getBuiltinModule('node:sqlite') !== undefined;
    const spawned = new Spawned(AUDIT, ['--resume'], hasSqlite ? { NODE_OPTIONS: '--no-experimental-sqlite' } : {});

    expect(await spawned.ended).toBe(1);
    expect(spawned.stderr).toMatch(/^dependency-audit: journal needs `node:sqlite`, which Node has from 22\.13 on, .*\n$/);
  });

  it('prints its usage', async () => {
    const spawned = new Spawned(AUDIT, ['--help']);

    expect(await spawned.ended).toBe(0);
    expect(spawned.stdout).toBe(USAGE);
  });
});

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}
