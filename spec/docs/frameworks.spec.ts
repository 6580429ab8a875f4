import { readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './run';

const ROOT = path.join(__dirname, '../..');

/** The lines of a code, whatever their indentation. */
const linesOf = (code: string): string => `\n${code.trim().replace(/\s*\n\s*/g, '\n')}\n`;

/** Whether parts occur in a text one after another. */
function holds(text: string, parts: readonly string[]): boolean {
  let rest = text;
  for (const part of parts) {
    const start = rest.indexOf(part);
    if (start < 0) return false;
    rest = rest.slice(start + part.length - 1);
  }
  return true;
}

describe.each(['angular', 'nestjs'])('the code of docs/guide/%s.md', (name) => {
  const guide = readFileSync(path.join(ROOT, `docs/guide/${name}.md`), 'utf8');
  const blocks = [...guide.matchAll(/(?:^<!-- (\S+) -->\n\n)?^```(?:ts|js|json|angular-html)\n([^]*?)^```$/gm)].map(
    ([, file, code = '']) => [file, code] as const,
  );

  it.each(blocks.filter(([file]) => file !== undefined))('is that of %s', (file = '', code) => {
    const text = linesOf(readFileSync(path.join(ROOT, file), 'utf8'));

    expect(holds(text, code.split('// …').map(linesOf)) || code).toBe(true);
  });

  it('runs, where it is of no file', async () => {
    const loose = blocks.filter(([file]) => file === undefined).map(([, code]) => code);

    for (const code of loose) await run(code);
    expect(loose.filter((code) => !code.includes('testStages'))).toEqual([]);
  });
});
