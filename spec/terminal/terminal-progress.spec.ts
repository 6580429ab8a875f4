import { Terminal } from './tmux';

const RUN = 'node --import tsx spec/terminal/fixture.mts';

let terminal: Terminal;

afterEach(() => {
  terminal.close();
});

/** The rows of the display, of which there must be one block only. */
function block(screen: readonly string[]): readonly string[] {
  const from = screen.findIndex((row) => row.startsWith('search '));
  return screen.slice(from, from + 3);
}

function count(screen: readonly string[], what: RegExp): number {
  return screen.filter((row) => what.test(row)).length;
}

it.each([40, 80, 200])('shows a bar for each stage on a terminal of %i columns, and leaves the last rows', async (columns) => {
  terminal = new Terminal(columns);
  await terminal.sees(/ready>/);
  terminal.type(RUN);

  const running = await terminal.sees(/detail .*[1-9]\/[\d+]+.*\n[\d.]+ s/);
  expect(terminal.showsCursor).toBe(false);
  expect(await terminal.over()).toBe(0);
  const over = terminal.screen;

  expect(block(running)[0]).toMatch(/^search +[█░]+ {2}\d+\/24/);
  expect(block(over)[2]).toMatch(/^completed, [\d.]+ s$/);
  expect(count(over, /^search /)).toBe(1);
  expect(count(over, /72\/72/)).toBe(1);
  expect(terminal.showsCursor).toBe(true);
});

it('goes on below when the terminal becomes narrower and wider, and erases nothing that was there before', async () => {
  terminal = new Terminal(120);
  await terminal.sees(/ready>/);
  terminal.type('echo before; ' + RUN + ' slow 150');
  for (const columns of [60, 30, 100]) {
    await terminal.sees(/detail .*\d+\/\d/);
    terminal.resize(columns);
    // tmux wraps rows at once, and says so to the process within a quarter of a second.
    await new Promise((resolve) => setTimeout(resolve, 400));
  }

  expect(await terminal.over()).toBe(0);
  const { screen } = terminal;
  const end = screen.findIndex((row) => row.startsWith('completed, '));
  expect(screen.slice(end - 2, end)).toEqual([expect.stringMatching(/^search +█+ {2}24\/24$/), expect.stringMatching(/^detail.* █+ {2}72\/72$/)]);
  expect(screen).toContain('before');
});

it.each([
  ['by Ctrl-C', '', 'C-c', 130],
  ['by an error that nobody catches', 'fail', undefined, 1],
] as const)('shows the cursor again when the process is ended %s', async (_, what, key, code) => {
  terminal = new Terminal(100);
  await terminal.sees(/ready>/);
  terminal.type(`${RUN} ${what}`);
  await terminal.sees(/detail .*\d+\/\d/);
  expect(terminal.showsCursor).toBe(false);
  if (key !== undefined) terminal.press(key);

  expect(await terminal.over()).toBe(code);
  expect(terminal.showsCursor).toBe(true);
});

it('leaves Ctrl-C to an application that handles it, and shows how the run ended', async () => {
  terminal = new Terminal(100);
  await terminal.sees(/ready>/);
  terminal.type(`${RUN} handle`);
  await terminal.sees(/detail .*\d+\/\d/);
  terminal.press('C-c');

  expect(await terminal.over()).toBe(0);
  const over = terminal.screen;
  expect(count(over, /^cancelled, /)).toBe(1);
  expect(terminal.showsCursor).toBe(true);
});

it('writes plain lines into a pipe', async () => {
  terminal = new Terminal(200);
  await terminal.sees(/ready>/);
  terminal.type(`${RUN} 2>&1 | cat -v`);

  expect(await terminal.over()).toBe(0);
  const over = terminal.screen;
  expect(over.filter((row) => row.includes('^['))).toEqual([]);
  expect(count(over, /^search \d+\/24.*; [\d.]+ s/)).toBeGreaterThan(1);
  expect(count(over, /; completed after [\d.]+ s$/)).toBe(1);
});
