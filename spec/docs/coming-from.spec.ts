import { buildSync } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { examplesIn, run } from './run';

const ROOT = path.join(__dirname, '../..');
const FOLDER = path.join(ROOT, 'docs/guide/coming-from');
const PAGES = readdirSync(FOLDER).filter((file) => file !== 'README.md');

const read = (file: string): string => readFileSync(path.join(FOLDER, file), 'utf8');

/** Whose second round waits for all of the first one. */
const BARRIERS = new Set(['fork-join.md', 'p-map.md', 'promise-all.md']);

/** What the job allows at once, and who exceeds it. */
const BOUNDS = { search: 4, detail: 8, read: 4 };
const EXCEEDED: Readonly<Record<string, readonly string[]>> = {
  'expand.md': ['read'],
  'fork-join.md': ['search', 'detail'],
  'promise-all.md': ['search', 'detail'],
};

type Name = keyof typeof BOUNDS;
type Method = (argument: never, signal?: AbortSignal) => Promise<unknown>;
type Api = Readonly<Record<Name, Method>>;

/** The API of the overview, whose requests are answered one by one, in an order that chance decides. */
class Server {
  readonly most = { search: 0, detail: 0, read: 0 };
  /** Whether a detail was requested before all searches were answered. */
  overlaps = false;
  readonly api: Api;
  private readonly inFlight = { search: 0, detail: 0, read: 0 };
  private readonly waiting: (() => void)[] = [];
  private answered = 0;

  constructor(
    api: Api,
    private readonly terms: number,
    private chance: number,
  ) {
    this.api = { search: this.gated('search', api.search), detail: this.gated('detail', api.detail), read: this.gated('read', api.read) };
  }

  /** Answers until a program has ended. */
  async serve(program: Promise<unknown>): Promise<void> {
    const state = { isOver: false };
    const ended = program.finally(() => (state.isOver = true));
    while (!state.isOver) {
      // A turn of the event loop: whatever an answer has led to has been requested.
      await new Promise(setImmediate);
      this.chance = (this.chance * 16_807) % 2_147_483_647;
      const [answer] = this.waiting.splice(this.chance % Math.max(1, this.waiting.length), 1);
      answer?.();
    }
    await ended;
  }

  /** What was requested more often at once than the job allows. */
  get exceeded(): string[] {
    return Object.entries(BOUNDS).flatMap(([name, bound]) => (this.most[name as Name] > bound ? [name] : []));
  }

  private gated(name: Name, method: Method): Method {
    return async (argument, signal) => {
      if (name === 'detail' && this.answered < this.terms) this.overlaps = true;
      this.most[name] = Math.max(this.most[name], ++this.inFlight[name]);
      await new Promise<void>((resolve) => this.waiting.push(resolve));
      this.inFlight[name]--;
      if (name === 'search') this.answered++;
      return method(argument, signal);
    };
  }
}

const packages = new Map<string, unknown>();

/** Loads a package as the example says. jest loads no ECMAScript modules, so those are bundled. */
function load(name: string): unknown {
  if (name.startsWith('rxjs') || name.startsWith('node:')) return jest.requireActual(name);
  const known = packages.get(name);
  if (known !== undefined) return known;
  const { outputFiles } = buildSync({
    stdin: { contents: `module.exports = require('${name}')`, resolveDir: ROOT },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
  });
  const module = { exports: {} };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- it is a package that the page imports
  (new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '') as (...values: unknown[]) => void)(module, module.exports, require);
  packages.set(name, module.exports);
  return module.exports;
}

/** Runs one side of a page. @returns what it has shown and reported, in no order, and its server */
async function play(code: string, chance: number) {
  const [[job] = ['']] = examplesIn(read('README.md'));
  const { made } = await run(job);
  const { api, terms } = made as { readonly api: Api; readonly terms: readonly string[] };
  const server = new Server(api, terms.length, chance);
  const shown: string[] = [];
  const reported: string[] = [];
  const given = {
    ...made,
    require: load,
    api: server.api,
    show: (what: unknown) => void shown.push(String(what)),
    report: (reason: unknown) => void reported.push((reason as Error).message),
  };
  await server.serve(run(code, given));
  return { results: { shown: shown.sort(), reported: reported.sort() }, server };
}

describe.each(PAGES)('docs/guide/coming-from/%s', (page) => {
  const [[theirs] = [''], [ours] = ['']] = examplesIn(read(page));

  it.each([1, 22, 333])('has two programs of equal results, whatever is answered first: chance %d', async (chance) => {
    const [before, after] = [await play(theirs, chance), await play(ours, chance)];

    expect(after.results).toEqual(before.results);
    expect(after.results.shown.length).toBeGreaterThan(10);
    expect(after.results.reported).toHaveLength(5);
  });

  it('keeps the bounds and overlaps the rounds, except where it says that theirs does not', async () => {
    const [before, after] = [await play(theirs, 4), await play(ours, 4)];

    expect([before.server.exceeded, after.server.exceeded]).toEqual([EXCEEDED[page] ?? [], []]);
    // Pages of the web have no details.
    expect([before.server.overlaps, after.server.overlaps]).toEqual(page === 'expand.md' ? [false, false] : [!BARRIERS.has(page), true]);
  });
});

describe('docs/guide/coming-from', () => {
  it('lists each page, and each page links back', () => {
    const index = read('README.md');

    expect(PAGES.filter((page) => !index.includes(`](${page})`))).toEqual([]);
    expect(PAGES.filter((page) => !read(page).includes('](README.md#the-job)'))).toEqual([]);
  });
});
