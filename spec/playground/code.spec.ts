import path from 'node:path';
import ts from 'typescript';
import { codeOf } from '../../playground/code';
import { play } from '../../playground/play';
import { PRESETS, type Scenario } from '../../playground/scenario';
import { planned } from './scenarios';

/** Makes a function of its parameters and its code. */
const Program = (() => undefined).constructor as new (...texts: string[]) => (...values: unknown[]) => void;

const ROOT = path.join(__dirname, '../..');
const names = Object.keys(PRESETS);
const codes = new Map(
  Object.values(PRESETS).map((scenario, index) => [path.join(ROOT, `spec/playground/copied-${String(index)}.ts`), codeOf(scenario)]),
);

/** Runs a program with fake timers, until it has nothing to do. @returns what it prints */
async function printed(code: string): Promise<string[]> {
  const lines: string[] = [];
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const load = (name: string): object => jest.requireActual<object>(name);
  new Program('require', 'exports', 'console', outputText)(load, {}, { log: (line: string) => lines.push(line) });
  await jest.runAllTimersAsync();
  return lines;
}

describe('the code of a scenario', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('compiles', () => {
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file)).config,
      ts.sys,
      ROOT,
    );
    const host = ts.createCompilerHost(options);
    const real = ts.createCompilerHost(options);
    host.getSourceFile = (file, version) => {
      const code = codes.get(path.normalize(file));
      return code === undefined ? real.getSourceFile(file, version) : ts.createSourceFile(file, code, version);
    };
    host.fileExists = (file) => codes.has(path.normalize(file)) || real.fileExists(file);
    const program = ts.createProgram([...codes.keys()], options, host);

    expect(ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });

  it.each(names)('delivers what the page shows of %s, each at the time that it shows', async (name) => {
    const scenario = PRESETS[name] as Scenario;
    const [, , stages] = play(planned(scenario));
    const lines = await printed(codeOf(scenario));
    const fulfilled = stages?.delivered.filter(({ isFulfilled }) => isFulfilled).length ?? 0;
    const rejected = (stages?.delivered.length ?? 0) - fulfilled;

    expect(lines.at(-1)).toBe(`${String(fulfilled)} fulfilled, ${String(rejected)} rejected in ${String(stages?.total)} ms`);
    expect(lines.slice(0, -1).map((line) => Number.parseInt(line, 10))).toEqual(stages?.delivered.map(({ time }) => time));
  });

  it('names what it imports only if it uses it', () => {
    expect(codeOf(PRESETS['Search → detail'] as Scenario)).not.toContain('exponentialBackoff');
    expect(codeOf(PRESETS['Three rounds'] as Scenario)).toContain("retry: { count: 1, delay: exponentialBackoff({ jitter: 'none' }) }");
  });
});
