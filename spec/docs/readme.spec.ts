import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Outcome } from 'rxjs-stages';
import { examplesIn, run } from './run';

const README = readFileSync(path.join(__dirname, '../../README.md'), 'utf8');
const [[FIRST] = ['']] = examplesIn(README);

const TITLES = ['sunt aut facere', 'qui est esse'];

/** An API of users with two posts, each with five comments. The third user does not exist. */
function answerTo(url: unknown): Response {
  const [kind, id = '', list] = new URL(String(url)).pathname.slice(1).split('/');
  if (list === undefined || (kind === 'users' && id === '3')) return new Response('', { status: 404 });
  const titles = list === 'posts' ? TITLES : TITLES.concat(TITLES, TITLES[0] ?? '');
  return Response.json(titles.map((title, index) => ({ id: (Number(id) - 1) * 10 + index + 1, title })));
}

beforeEach(() => {
  jest.spyOn(globalThis, 'fetch').mockImplementation((url) => Promise.resolve(answerTo(url)));
});

afterEach(() => {
  jest.restoreAllMocks();
});

describe('the first example of the README', () => {
  it('runs as it stands', async () => {
    const { printed } = await run(FIRST);

    expect(
      printed
        .split('\n')
        .filter((line) => line.endsWith(' 5'))
        .sort(),
    ).toEqual([...TITLES, ...TITLES].map((title) => `${title} 5`).sort());
    expect(printed).toMatch(/^posts Error: users\/3\/posts: 404$/m);
  });

  it('yields the outcomes that the README shows', async () => {
    const [, shown = ''] = /^## What comes out\n[^]*?^```js\n([^]*?)^```$/m.exec(README) ?? [];
    const outcomes: Outcome[] = [];
    await run(FIRST.replace("if (outcome.status === 'fulfilled')", "keep(outcome); if (outcome.status === 'fulfilled')"), {
      keep: (outcome: Outcome) => outcomes.push(outcome),
    });

    expect(outcomes.map((outcome) => line(outcome))).toEqual(expect.arrayContaining(shown.trimEnd().split('\n')));
  });
});

/** An outcome as the README writes it. */
function line(outcome: Outcome): string {
  const { status, stage, inputs, path: place } = outcome;
  const result = status === 'fulfilled' ? 'value: […]' : 'reason: Error';
  const [user, post] = inputs as readonly [number, { readonly id: number; readonly title: string }?];
  const chain = post === undefined ? String(user) : `${String(user)}, { id: ${String(post.id)}, title: '${post.title}' }`;
  return `{ status: '${status}', ${result}, stage: '${stage}', inputs: [${chain}], path: [${place.join(', ')}] }`;
}
