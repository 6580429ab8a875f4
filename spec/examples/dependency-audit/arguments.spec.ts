import path from 'node:path';
import { parseArguments, USAGE } from '../../../examples/dependency-audit/arguments';
import { UsageError } from '../../../examples/dependency-audit/usage-error';

const PACKAGE = path.join(__dirname, '../../../package.json');

describe('parseArguments', () => {
  it("audits this project's own package.json by default, with the embedded registry", () => {
    expect(parseArguments([])).toEqual({ input: PACKAGE, registry: 'embedded', concurrency: [4, 8], seed: 3, json: false, help: false });
  });

  it('takes every option', () => {
    expect(parseArguments(['--input', '/app/package.json', '--registry', 'npm', '--concurrency', '2,30', '--seed', '12', '--json'])).toEqual({
      input: path.resolve('/app/package.json'),
      registry: 'npm',
      concurrency: [2, 30],
      seed: 12,
      json: true,
      help: false,
    });
  });

  it('resolves an input against the working directory', () => {
    expect(parseArguments(['--input', 'app/package.json']).input).toBe(path.resolve('app/package.json'));
  });

  it('names every option in its usage', () => {
    for (const option of ['--input', '--registry', '--concurrency', '--seed', '--json', '--help']) expect(USAGE).toContain(option);
  });

  it.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['extra'], "Unexpected argument 'extra'"],
    [['--input'], "Option '--input <value>' argument missing"],
    [['--json=yes'], "Option '--json' does not take an argument"],
    [['--registry', 'other'], "--registry must be 'embedded' or 'npm', got 'other'"],
    [['--concurrency', '4'], "--concurrency must be two whole numbers from 1, as in '4,8', got '4'"],
    [['--concurrency', '0,8'], "--concurrency must be two whole numbers from 1, as in '4,8', got '0,8'"],
    [['--concurrency', '4,1.5'], "--concurrency must be two whole numbers from 1, as in '4,8', got '4,1.5'"],
    [['--seed', 'x'], "--seed must be a whole number, got 'x'"],
  ])('refuses %j in one line', (args, message) => {
    expect(() => parseArguments(args)).toThrow(new UsageError(message));
  });
});
