import { inspect } from 'node:util';
// Compiled before the first example runs, whose time is limited.
import 'rxjs-stages';
import 'rxjs-stages/testing';
import ts from 'typescript';

type Program = (...values: unknown[]) => Promise<unknown>;

const AsyncFunction = (async () => Promise.resolve()).constructor as new (...parameters: string[]) => Program;

/** What an example has printed, and the constants that it has made. */
export interface Ran {
  readonly printed: string;
  readonly made: Readonly<Record<string, unknown>>;
}

/**
 * Runs an example of the docs to its end, as it stands: it may await at its top level.
 *
 * @param given - what it takes for granted, by name
 */
export async function run(code: string, given: Readonly<Record<string, unknown>> = {}): Promise<Ran> {
  const names = [...code.matchAll(/^(?:const|function|async function) (\w+)/gm)].map(([, name = '']) => name);
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(`${code}\nreturn { ${names.join(', ')} };`, { compilerOptions: options });
  const lines: string[] = [];
  const print = (...values: unknown[]): void => {
    lines.push(values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '));
  };
  const all = { require: (name: string) => jest.requireActual<object>(name), exports: {}, console: { log: print, error: print }, ...given };
  const shadowing = Object.entries(all).filter(([name]) => !names.includes(name));
  const made = await new AsyncFunction(...shadowing.map(([name]) => name), outputText)(...shadowing.map(([, value]) => value));
  return { printed: lines.join('\n'), made: made as Ran['made'] };
}

/** The examples of a page, and what each of them is said to print. */
export function examplesIn(page: string): (readonly [code: string, printed: string])[] {
  return [...page.matchAll(/^```ts\n([^]*?)^```\n(?:\n(?:It prints:\n\n)?```text\n([^]*?)^```$)?/gm)].map(
    ([, code = '', printed = '']) => [code, printed.trimEnd()] as const,
  );
}

/** The examples of a page that say in their first line what file they are: `// stages.ts`. */
export function filesIn(page: string): Readonly<Record<string, string>> {
  const files = examplesIn(page).flatMap(([code]) => {
    const [, name] = /^\/\/ (\S+\.ts)\n/.exec(code) ?? [];
    return name === undefined ? [] : [[name, code] as const];
  });
  return Object.fromEntries(files);
}
