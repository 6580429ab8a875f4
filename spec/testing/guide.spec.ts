import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const GUIDE = readFileSync(path.join(__dirname, '../../docs/guide/testing.md'), 'utf8');

/** The examples of the guide, by the heading above them. */
const examples = [...GUIDE.matchAll(/^## (.*)$|^```ts\n([^]*?)^```$/gm)].reduce<[string, string][]>((found, [, heading, code]) => {
  if (heading !== undefined) found.push([heading, '']);
  else found.push([`${found.at(-1)?.[0] ?? ''}, an example`, code ?? '']);
  return found;
}, []);

describe('the guide on testing', () => {
  it.each(examples.filter(([, code]) => code !== ''))('holds: %s', (_, code) => {
    const { outputText } = ts.transpileModule(code, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
    });
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- it is the guide's
    const run = new Function('require', 'exports', outputText) as (load: (name: string) => unknown, exported: object) => void;

    expect(() => {
      run((name) => jest.requireActual<object>(name), {});
    }).not.toThrow();
  });
});
