import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { packuments } from '../../examples/dependency-audit/registry/packuments';
import { registryServer } from '../../examples/dependency-audit/registry/server';
import type { Result } from '../../examples/dependency-audit/result';
import { fault } from '../../examples/dependency-audit/registry/fault';
import { Spawned } from '../examples/spawned';
import { temporaryDirectory } from '../examples/dependency-audit/temporary-directory';

jest.setTimeout(60_000);

const LEAVES = Array.from({ length: 20 }, (_, index) => `leaf-${String(index)}`);
const MANIFESTS = [
  { name: 'root', version: '1.0.0', dependencies: Object.fromEntries(LEAVES.map((name) => [name, '*'])) },
  ...LEAVES.map((name) => ({ name, version: '1.0.0' })),
];

/** A seed without any fault. */
function calmSeed(): number {
  for (let seed = 0; ; seed++) if (MANIFESTS.every(({ name }) => fault(name, seed) === undefined)) return seed;
}

function listening(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`);
    });
  });
}

it.each([
  ['two rounds', []],
  ['the whole tree', ['--transitive']],
])('npm start -- --resume goes on where an audit was killed: %s', async (_, more) => {
  const asked: string[] = [];
  let interrupt = (): void => undefined;
  const server = registryServer(packuments(MANIFESTS, new Map()), calmSeed()).on('request', ({ url }) => {
    if (asked.push(String(url)) === 12) interrupt();
  });
  const input = path.join(temporaryDirectory({ 'package.json': { name: 'app', dependencies: { root: '*' } } }), 'package.json');
  const args = ['--registry', 'npm', '--concurrency', '1,1', '--json', '--input', input, ...more, '--resume'];
  const environment = { npm_config_registry: await listening(server) };

  const first = new Spawned('dependency-audit/main.ts', args, environment);
  interrupt = () => {
    first.killAll('SIGINT');
  };
  expect(await first.ended).toBe(130);
  const [, file = ''] = /the next one goes on from (.*)\n/.exec(first.stderr) ?? [];
  expect(existsSync(file)).toBe(true);
  const before = asked.splice(0);

  const second = new Spawned('dependency-audit/main.ts', args, environment);
  expect(await second.ended).toBe(0);
  server.close();
  const { packages, rounds } = JSON.parse(second.stdout) as Result;

  const repeated = asked.filter((url) => before.includes(url));
  // What was in flight is requested again: one of each round at most.
  expect(repeated.length).toBeLessThanOrEqual(2);
  expect(new Set([...before, ...asked]).size).toBe(MANIFESTS.length);
  expect(second.stderr).toContain(`Requests served from the journal: ${String(MANIFESTS.length - asked.length)}\n`);
  // It is complete: nobody needs the file.
  expect(existsSync(file)).toBe(false);
  expect(packages).toHaveLength(MANIFESTS.length);
  expect([rounds.direct.done, rounds.transitive.done]).toEqual([1, LEAVES.length]);
});
