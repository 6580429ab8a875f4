import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

interface Traced {
  readonly name: string;
  readonly id: string;
  readonly trace: string;
  readonly parent: string | undefined;
  readonly scope: string;
  readonly path: string;
  readonly branch: string | undefined;
  readonly attempt: number | undefined;
  readonly error: string | undefined;
}

jest.setTimeout(60_000);

it('gives each real request the span of its attempt as its parent, in the trace of whoever asked, although both share a limit', async () => {
  const root = path.join(__dirname, '../..');
  const { stdout } = await promisify(execFile)(process.execPath, ['--require', 'tsx/cjs', path.join(__dirname, 'traced-requests.cts')], {
    cwd: root,
  });
  const spans = JSON.parse(stdout) as readonly Traced[];

  const attempts = spans.filter(({ scope, name }) => scope === 'rxjs-stages' && name !== 'pipeline');
  const requests = spans.filter(({ scope }) => scope.startsWith('@opentelemetry/instrumentation'));
  const parentOf = ({ parent }: Traced): Traced | undefined => spans.find(({ id }) => id === parent);

  // For each of two users: 2 searches, 4 details, each of which fails once for one of them.
  expect(attempts).toHaveLength(requests.length);
  expect(requests.filter(({ path: requested }) => requested.startsWith('/search'))).toHaveLength(4);
  for (const request of requests) {
    const attempt = parentOf(request);
    expect(attempt?.scope).toBe('rxjs-stages');
    expect(attempt?.trace).toBe(request.trace);
    const own =
      attempt?.name === 'detail' ? `/detail/${String(attempt.branch).replaceAll('.', '-')}` : `/search/${String(Number(attempt?.branch) + 1)}`;
    expect(request.path).toBe(own);
  }
  const details = attempts.filter(({ name }) => name === 'detail');
  expect(details.map((detail) => parentOf(detail)?.name)).toEqual(details.map(() => 'search'));
  expect(details.filter(({ error }) => error === '503')).toHaveLength(details.length - 8);
  const traces = spans.filter(({ name }) => name === 'ann' || name === 'bob').map(({ trace }) => trace);
  expect(new Set(spans.map(({ trace }) => trace))).toEqual(new Set(traces));
});
