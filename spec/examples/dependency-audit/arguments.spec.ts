import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArguments, USAGE } from '../../../examples/dependency-audit/arguments';
import { UsageError } from '../../../examples/dependency-audit/usage-error';

const PACKAGE = path.join(__dirname, '../../../package.json');

describe('parseArguments', () => {
  it("audits this project's own package.json by default, with the embedded registry", () => {
    expect(parseArguments([])).toEqual({
      input: PACKAGE,
      registry: 'embedded',
      client: 'axios',
      concurrency: [4, 8],
      depth: undefined,
      seed: 102,
      waterfall: path.join(tmpdir(), 'dependency-audit.html'),
      resume: undefined,
      json: false,
      help: false,
    });
  });

  it('takes every option', () => {
    const args = [
      '--input',
      '/app/package.json',
      '--registry',
      'npm',
      '--client',
      'undici',
      '--concurrency',
      '2,30',
      '--depth',
      '3',
      '--seed',
      '12',
      '--waterfall',
      '/app/run.html',
      '--resume',
      '/app/run.db',
      '--json',
    ];

    expect(parseArguments(args)).toEqual({
      input: path.resolve('/app/package.json'),
      registry: 'npm',
      client: 'undici',
      concurrency: [2, 30],
      depth: 3,
      seed: 12,
      waterfall: path.resolve('/app/run.html'),
      resume: path.resolve('/app/run.db'),
      json: true,
      help: false,
    });
  });

  it('resolves an input against the working directory', () => {
    expect(parseArguments(['--input', 'app/package.json']).input).toBe(path.resolve('app/package.json'));
  });

  it('finds the journal to resume by itself if no file is named', () => {
    expect(parseArguments(['--resume']).resume).toBe('');
    expect(parseArguments(['--resume', '--json'])).toMatchObject({ resume: '', json: true });
  });

  it('walks the whole tree, or as many levels of it as are asked for', () => {
    expect(parseArguments(['--transitive']).depth).toBe(Infinity);
    expect(parseArguments(['--transitive', '--depth', '4']).depth).toBe(4);
  });

  it('names every option in its usage', () => {
    const options = ['--input', '--registry', '--client', '--concurrency', '--transitive', '--depth', '--seed', '--waterfall', '--json', '--help'];
    for (const option of options) expect(USAGE).toContain(option);
  });

  it.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['extra'], "Unexpected argument 'extra'"],
    [['--input'], "Option '--input <value>' argument missing"],
    [['--json=yes'], "Option '--json' does not take an argument"],
    [['--registry', 'other'], "--registry must be 'embedded' or 'npm', got 'other'"],
    [['--client', 'got'], "--client must be 'axios' or 'undici', got 'got'"],
    [['--concurrency', '4'], "--concurrency must be two whole numbers from 1, as in '4,8', got '4'"],
    [['--concurrency', '0,8'], "--concurrency must be two whole numbers from 1, as in '4,8', got '0,8'"],
    [['--concurrency', '4,1.5'], "--concurrency must be two whole numbers from 1, as in '4,8', got '4,1.5'"],
    [['--depth', '0'], "--depth must be a whole number from 1, got '0'"],
    [['--depth', 'all'], "--depth must be a whole number from 1, got 'all'"],
    [['--seed', 'x'], "--seed must be a whole number, got 'x'"],
  ])('refuses %j in one line', (args, message) => {
    expect(() => parseArguments(args)).toThrow(new UsageError(message));
  });
});
