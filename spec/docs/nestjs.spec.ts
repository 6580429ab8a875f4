import { readFileSync } from 'node:fs';
import path from 'node:path';

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

describe('the code of the guide on NestJS', () => {
  const guide = readFileSync(path.join(ROOT, 'docs/guide/nestjs.md'), 'utf8');
  const blocks = [...guide.matchAll(/(?:^<!-- (\S+) -->\n\n)?^```[tj]s\n([^]*?)^```$/gm)].map(
    ([, file = 'no file', code = '']) => [file, code] as const,
  );

  it.each(blocks)('is that of %s', (file, code) => {
    const text = linesOf(readFileSync(path.join(ROOT, file), 'utf8'));

    expect(holds(text, code.split('// …').map(linesOf)) || code).toBe(true);
  });
});
