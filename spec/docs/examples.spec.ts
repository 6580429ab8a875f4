import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.join(__dirname, '../..');
const EXAMPLES = path.join(ROOT, 'spec/docs/examples');

interface Example {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  /** What other examples of the page import it as: `// stages.ts` in its first line. */
  readonly name: string | undefined;
}

/** Every `ts` block of a text but those of examples that compile by themselves; of a source file, those in its doc comments. */
function examplesIn(file: string): Example[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const plain = file.endsWith('.ts') ? text.replace(/^ *\* ?/gm, '') : text;
  return [...plain.matchAll(/(?<!^<!-- examples\/(?:angular|nestjs|nestjs-bullmq)\/\S+ -->\n\n)^```ts\n([^]*?)^```$/gm)].map((match) => ({
    file,
    line: plain.slice(0, match.index).split('\n').length + 1,
    code: match[1] ?? '',
    name: /^\/\/ (\S+\.ts)\n/.exec(match[1] ?? '')?.[1],
  }));
}

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.join(folder, file));
}

const examples = ['README.md', ...filesBelow('docs', '.md'), ...filesBelow('src', '.ts')].flatMap(examplesIn);

describe('examples', () => {
  it('are there, in the README and in the doc comment of every public function', () => {
    const files = new Set(examples.map(({ file }) => file));

    for (const file of [
      'README.md',
      'src/stage.ts',
      'src/list-stage.ts',
      'src/pipeline.ts',
      'src/fork.ts',
      'src/when.ts',
      'src/join.ts',
      'src/assemble.ts',
      'src/gather.ts',
      'src/outcome.ts',
      'src/axios/from-axios.ts',
      'src/waterfall/waterfall-html.ts',
    ]) {
      expect(files).toContain(file);
    }
    for (const file of filesBelow('src/operators', '.ts')) expect(files).toContain(file);
  });

  it('compile, each as a module of its own', () => {
    const modules = new Map(
      examples.map((example, index) => [path.join(EXAMPLES, path.basename(example.file), example.name ?? `${String(index)}.ts`), example]),
    );
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file)).config,
      ts.sys,
      ROOT,
    );
    const settings: ts.CompilerOptions = {
      ...options,
      noUnusedLocals: false,
      noEmit: true,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    };
    const host = ts.createCompilerHost(settings);
    const real = ts.createCompilerHost(settings);
    host.getSourceFile = (file, version) => {
      const example = modules.get(path.normalize(file));
      return example === undefined ? real.getSourceFile(file, version) : ts.createSourceFile(file, `${example.code}\nexport {};\n`, version);
    };
    host.fileExists = (file) => modules.has(path.normalize(file)) || real.fileExists(file);
    host.directoryExists = (folder) => path.normalize(folder).startsWith(EXAMPLES) || real.directoryExists?.(folder) === true;

    const program = ts.createProgram([...modules.keys(), path.join(__dirname, 'ambient.d.ts')], settings, host);
    const problems = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
      const example = modules.get(path.normalize(file?.fileName ?? ''));
      const line = (example?.line ?? 1) + (file?.getLineAndCharacterOfPosition(start).line ?? 0);
      return `${example?.file ?? file?.fileName ?? ''}:${String(line)} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });

    expect(problems).toEqual([]);
  });
});
