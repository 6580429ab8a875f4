import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { output, PROJECT } from './project';
import { folderOf } from './strangers';

const NODENEXT = { module: 'nodenext', moduleResolution: 'nodenext' };
const NODE10 = { module: 'commonjs', moduleResolution: 'node10' };
const BUNDLER = { module: 'esnext', moduleResolution: 'bundler' };

const COMPILERS = {
  'the TypeScript of this project': require.resolve('typescript/bin/tsc'),
  'TypeScript 5.4': path.join(folderOf('newest'), 'node_modules/typescript-5.4/bin/tsc'),
  'TypeScript 5.9': path.join(folderOf('newest'), 'node_modules/typescript/bin/tsc'),
  'TypeScript 7': path.join(folderOf('newest'), 'node_modules/typescript-7/bin/tsc'),
};
const [, OLDEST, OLD, NATIVE] = Object.values(COMPILERS);

/** Compiles a stranger's files; what the compiler says is in the message of what this rejects with. */
async function compile(compiler: string, files: readonly string[], options: object): Promise<string> {
  const home = folderOf('newest');
  const config = path.join(home, `tsconfig.${String(++configs)}.json`);
  const common = { target: 'es2022', strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true, types: [] };
  writeFileSync(config, JSON.stringify({ compilerOptions: { ...common, ...options }, files }));
  return output(process.execPath, [compiler, '--project', config, '--pretty', 'false'], home).catch(
    (reason: unknown) => (reason as { stdout: string }).stdout,
  );
}
let configs = 0;

describe.each(Object.entries(COMPILERS))('types by %s', (_, compiler) => {
  const home = folderOf('newest');

  beforeAll(() => {
    for (const name of ['types', 'watching']) {
      for (const extension of ['mts', 'cts']) copyFileSync(path.join(home, `${name}.ts`), path.join(home, `${name}.typed.${extension}`));
    }
    mkdirSync(path.join(home, 'spec'), { recursive: true });
    for (const name of readdirSync(path.join(PROJECT, 'spec/types'))) {
      if (name.endsWith('.ts')) copyFileSync(path.join(PROJECT, 'spec/types', name), path.join(home, 'spec', name));
    }
  });

  it.each([
    ['ECMAScript and CommonJS modules under nodenext', ['types.typed.mts', 'types.typed.cts'], NODENEXT],
    ['modules under bundler', ['types.ts'], BUNDLER],
    ['modules that are not strict', ['types.ts'], { ...BUNDLER, strict: false, exactOptionalPropertyTypes: false }],
  ])('are right in %s, the libraries checked as well', async (_kind, files, options) => {
    expect(await compile(compiler, files, { ...options, lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'] })).toBe('');
  });

  // Those of Node come with the entry that needs them. They are not all right by each compiler.
  it('of the entries that watch are right, in ECMAScript and CommonJS modules', async () => {
    const options = { ...NODENEXT, skipLibCheck: compiler === OLDEST };

    expect(
      await compile(compiler, ['watching.typed.mts', 'watching.typed.cts'], {
        ...options,
        lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'],
      }),
    ).toBe('');
  });

  // As a tsconfig.json has it that says only `module: commonjs`, and ts-jest without one. TypeScript 6 says that it is deprecated.
  it('are found under node10, all entries', async () => {
    // TypeScript 7 does not know it any more.
    if (compiler === NATIVE) return;
    const ignored = compiler === OLDEST || compiler === OLD ? {} : { ignoreDeprecations: '6.0' };

    expect(
      await compile(compiler, ['types.ts', 'watching.ts'], {
        ...NODE10,
        ...ignored,
        skipLibCheck: true,
        lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'],
      }),
    ).toBe('');
  });

  it.each([
    ['strict', {}],
    // Without it TypeScript compares what functions take in both directions, and takes it for a source of types.
    ['all of strict but strictFunctionTypes', { strictFunctionTypes: false }],
  ])('are what spec/types says under %s', async (_kind, strictness) => {
    const specs = readdirSync(path.join(home, 'spec'))
      .filter((name) => compiler !== OLDEST || name !== 'inferred-predicates.spec.ts')
      .filter((name) => !('strictFunctionTypes' in strictness) || name !== 'strict-functions.spec.ts')
      .map((name) => `spec/${name}`);
    const types = { types: ['node', 'jest'], typeRoots: [path.join(PROJECT, 'node_modules/@types')], skipLibCheck: true, esModuleInterop: true };

    expect(await compile(compiler, specs, { ...NODENEXT, ...types, ...strictness, lib: ['es2022', 'dom', 'dom.asynciterable'] })).toBe('');
  });

  it('are named in declarations of those who use them', async () => {
    const options = { ...NODENEXT, declaration: true, noEmit: false, emitDeclarationOnly: true, outDir: 'declarations', skipLibCheck: true };

    expect(await compile(compiler, ['types.ts', 'watching.ts'], { ...options, lib: ['es2022', 'dom', 'dom.asynciterable'] })).toBe('');
  });

  it('say what does not fit, in a sentence', async () => {
    const wrong = readFileSync(path.join(home, 'misfits.ts'), 'utf8').replaceAll('// @ts-expect-error', '// expected:');
    writeFileSync(path.join(home, 'wrong.ts'), wrong);
    const lines = wrong.split('\n');
    const expected = lines.flatMap((line, index) => (line.startsWith('// expected: ') ? [[index + 2, line.slice(13)] as const] : []));

    const said = errorsByLine(
      await compile(compiler, ['wrong.ts'], { ...NODENEXT, skipLibCheck: true, lib: ['es2022', 'dom', 'dom.asynciterable'] }),
    );

    expect(expected.length).toBeGreaterThan(0);
    expect([...said.keys()]).toEqual(expected.map(([line]) => line));
    for (const [line, sentence] of expected) expect(said.get(line)).toContain(sentence);
  });
});

/** What a compiler says of a file, by its lines. */
function errorsByLine(said: string): ReadonlyMap<number, string> {
  const errors = new Map<number, string>();
  let line = 0;
  for (const text of said.split('\n')) {
    line = Number(/^\S+\((\d+),\d+\): error /.exec(text)?.[1] ?? line);
    errors.set(line, `${errors.get(line) ?? ''}${text}\n`);
  }
  return errors;
}
