import { readFileSync } from 'node:fs';
import path from 'node:path';
import { examplesIn, run } from './run';

const ROOT = path.join(__dirname, '../..');
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const PAGE = readFileSync(path.join(ROOT, 'docs/guide/trees.md'), 'utf8');

const EXAMPLES = examplesIn(PAGE);
const [[STAGES] = ['']] = EXAMPLES;

describe('the examples of docs/guide/trees.md', () => {
  it.each(EXAMPLES.slice(1).map(([code, printed], index) => [index + 1, code, printed] as const))(
    'run, and print what the page says: %d',
    async (_, code, printed) => {
      const { made } = await run(STAGES);

      expect((await run(code, made)).printed).toBe(printed);
      expect(printed === '').toBe(code.includes('testStages'));
    },
  );
});

/** The example of the README's section on trees. */
const TREE = /^## Trees\n[^]*?^```ts\n([^]*?)^```$/m.exec(README)?.[1] ?? '';

/** An API of users with posts, comments, albums and photos. */
function answerTo(url: string): unknown {
  const [kind, id = '', list] = new URL(url).pathname.slice(1).split('/');
  if (kind === 'users' && list === undefined) return id === '3' ? undefined : { id: Number(id), name: `user ${id}` };
  const count = { posts: 2, comments: 3, albums: 1, photos: 4 }[list ?? ''];
  if (kind === 'posts' && id === '21') return undefined;
  return Array.from({ length: count ?? 0 }, (_, index) => ({ id: Number(`${id}${String(index)}`), title: `${String(list)} ${id}.${String(index)}` }));
}

describe("the README's tree", () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('runs as it stands, whatever fails', async () => {
    const asked: string[] = [];
    jest.spyOn(globalThis, 'fetch').mockImplementation((url) => {
      asked.push((url as string).replace(/^.*?\w\//, ''));
      const answer = answerTo(url as string);
      return Promise.resolve(answer === undefined ? new Response('', { status: 404 }) : Response.json(answer));
    });

    const { printed } = await run(TREE);

    expect(printed.split('\n').sort()).toEqual(['user 1 posts 1.0 3', 'user 1 posts 1.1 3', 'user 2 posts 2.0 3', 'user 2 posts 2.1 1']);
    // Three users, one of them four times, and of two users posts, albums, comments and photos.
    expect(asked).toHaveLength(2 + 4 + 2 * (2 + 2 + 1));
  }, 20_000);
});
