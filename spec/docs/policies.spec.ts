import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lastValueFrom, toArray } from 'rxjs';
import { isFulfilled, type Stage } from 'rxjs-stages';
import ts from 'typescript';

const README = readFileSync(path.join(__dirname, '../../README.md'), 'utf8');
const [, EXAMPLE = ''] = /^## Policies\n[^]*?^```ts\n([^]*?)^```$/m.exec(README) ?? [];

/** The stage that the README's section on policies makes. */
function pageOfReadme(): Stage<'page', URL, unknown> {
  const { outputText } = ts.transpileModule(`${EXAMPLE}\nexport { page };`, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- it is the README's
  const run = new Function('require', 'exports', outputText) as (load: (name: string) => unknown, exported: object) => void;
  const exported: { page?: Stage<'page', URL, unknown> } = {};
  run((name) => jest.requireActual<object>(name), exported);
  if (exported.page === undefined) throw new Error('the example makes no stage');
  return exported.page;
}

/** Uses a value as its consumer would: what has a body is read. */
function used(value: unknown): unknown {
  return value instanceof Response ? value.json() : value;
}

describe("the README's policies", () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('S1 give everyone who shares an answer all of it, from one request', async () => {
    const answer = { title: 'One' };
    const fetch = jest.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(Response.json(answer)));
    const page = pageOfReadme();
    const url = new URL('https://example.org/1');

    const together = await lastValueFrom(page([url, url]).pipe(toArray()));
    const cached = await lastValueFrom(page([url]).pipe(toArray()));
    const values = await Promise.all([...together, ...cached].filter(isFulfilled).map(({ value }) => used(value)));

    expect(values).toEqual([answer, answer, answer]);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('F1 leave no body of a refusal unread, and fail with its status', async () => {
    const bodies: Response[] = [];
    jest.spyOn(globalThis, 'fetch').mockImplementation(() => {
      const refusal = new Response('not here', { status: 404 });
      bodies.push(refusal);
      return Promise.resolve(refusal);
    });

    const outcomes = await lastValueFrom(pageOfReadme()([new URL('https://example.org/2')]).pipe(toArray()));

    expect(outcomes).toMatchObject([{ status: 'rejected', reason: { status: 404 } }]);
    expect(await bodies[0]?.body?.getReader().read()).toEqual({ done: true, value: undefined });
  });
});
