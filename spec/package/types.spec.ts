import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { output, PROJECT } from './project';
import { folderOf } from './strangers';

const NODENEXT = { module: 'nodenext', moduleResolution: 'nodenext' };
const NODE10 = { module: 'commonjs', moduleResolution: 'node10' };
const BUNDLER = { module: 'esnext', moduleResolution: 'bundler' };

const COMPILERS = {
  'the newest TypeScript': require.resolve('typescript/bin/tsc'),
  'TypeScript 5.9': path.join(folderOf('newest'), 'node_modules/typescript/bin/tsc'),
};

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
    for (const extension of ['mts', 'cts']) copyFileSync(path.join(home, 'types.ts'), path.join(home, `types.${extension}`));
    mkdirSync(path.join(home, 'spec'), { recursive: true });
    for (const name of readdirSync(path.join(PROJECT, 'spec/types'))) {
      if (name.endsWith('.ts')) copyFileSync(path.join(PROJECT, 'spec/types', name), path.join(home, 'spec', name));
    }
  });

  it.each([
    ['ECMAScript and CommonJS modules under nodenext', ['types.mts', 'types.cts'], NODENEXT],
    ['modules under bundler', ['types.ts'], BUNDLER],
    ['modules that are not strict', ['types.ts'], { ...BUNDLER, strict: false, exactOptionalPropertyTypes: false }],
  ])('are right in %s, the libraries checked as well', async (_kind, files, options) => {
    expect(await compile(compiler, files, { ...options, lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'] })).toBe('');
  });

  // As a tsconfig.json has it that says only `module: commonjs`, and ts-jest without one. TypeScript 6 says that it is deprecated.
  it('are found under node10, all entries', async () => {
    const ignored = compiler === COMPILERS['TypeScript 5.9'] ? {} : { ignoreDeprecations: '6.0' };

    expect(
      await compile(compiler, ['types.ts'], {
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
    const specs = readdirSync(path.join(home, 'spec')).map((name) => `spec/${name}`);
    const types = { types: ['node', 'jest'], typeRoots: [path.join(PROJECT, 'node_modules/@types')], skipLibCheck: true, esModuleInterop: true };

    expect(await compile(compiler, specs, { ...NODENEXT, ...types, ...strictness, lib: ['es2022', 'dom', 'dom.asynciterable'] })).toBe('');
  });
});
