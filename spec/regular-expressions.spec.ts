import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const SRC = path.join(__dirname, '../src');

/** Every regular expression that is written in a file. */
function expressionsIn(file: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(path.join(SRC, file), 'utf8'), ts.ScriptTarget.ES2022));
  return found;
}

/** A regular expression without what is escaped, and with its classes of characters as one sign. */
function skeletonOf(expression: string): string {
  return expression.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
}

/**
 * Whether a search may take a time that grows faster than the text: what repeats without a bound is
 * tried again from every place, unless the expression begins with `^`; and a repetition of repetitions
 * can divide the text in more ways than there are characters.
 */
function isSlow(expression: string): boolean {
  const skeleton = skeletonOf(expression);
  const repeats = /[*+]|\{\d+,\}/.test(skeleton);
  return repeats && (!skeleton.startsWith('/^') || /[*+}][^()|]*\)[*+{]/.test(skeleton));
}

describe('regular expressions', () => {
  it.each(['/\\/+$/', '/(-| \\d+ms )+$/', '/#.*/', '/^(a+)+$/', '/^(\\s*x)*$/', '/a{2,}b/'])('are slow, such as %s', (expression) => {
    expect(isSlow(expression)).toBe(true);
  });

  it.each(['/^\\/+/', '/^(\\S*)\\s*([^?#]*)/', '/[&=%+#]/g', '/^([a-z][a-z\\d+\\-.]*:)?\\/\\//i', '/\\[\\]$/'])(
    'are not slow, such as %s',
    (expression) => {
      expect(isSlow(expression)).toBe(false);
    },
  );

  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

  it('of the library take a time that grows no faster than the text', () => {
    const slow = files.flatMap((file) =>
      expressionsIn(file)
        .filter(isSlow)
        .map((expression) => `${file}: ${expression}`),
    );

    expect(slow).toEqual([]);
  });
});
