import { readdirSync } from 'node:fs';
import path from 'node:path';

const SPEC = path.join(__dirname, '..');

/** What fails for most mutants, and soon. */
const FIRST = ['engine/', 'stage', 'pipeline', 'gather', 'contract/order', 'contract/failure', 'contract/sources'];

/** What takes longest. */
const LAST = ['contract/abort', 'contract/bounds', 'contract/sharing', 'messages', 'contract/pairs', 'contract/leaving', 'properties/'];

/** These count what the whole process does, or look at its heap, its stack or the sources. */
const LEFT_OUT = [
  'contract/hostile-values',
  'contract/leaks',
  'contract/remains',
  'defects',
  'regular-expressions',
  'testing/guide',
  'testing/nest',
  'testing/pasted',
];

/** Real time, real sockets, other processes, the compiler, or nothing of what is mutated. */
const FOLDERS_LEFT_OUT = ['docs', 'examples', 'http', 'axios', 'mutations', 'package', 'reality', 'types'];

const rank = (name: string): number => {
  const first = FIRST.findIndex((each) => name.startsWith(each));
  if (first >= 0) return first - FIRST.length;
  return LAST.findIndex((last) => name.startsWith(last)) + 1;
};

const names = readdirSync(SPEC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll(path.sep, '/'))
  .filter((file) => file.endsWith('.spec.ts') && !FOLDERS_LEFT_OUT.includes(file.split('/')[0] as string))
  .map((file) => file.slice(0, -'.spec.ts'.length))
  .filter((name) => !LEFT_OUT.includes(name))
  .sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));

// One file, so that each mutant loads the library once.
let failure: unknown;
for (const name of names) {
  if (failure !== undefined) break;
  // eslint-disable-next-line jest/valid-title -- the file's name
  describe(name, () => {
    try {
      jest.requireActual(path.join(SPEC, `${name}.spec.ts`));
    } catch (error) {
      failure = error;
      // For Stryker a file that cannot be loaded is an error of its own; a test that fails kills the mutant.
      it('loads', () => {
        expect(failure).toBeUndefined();
      });
    }
  });
}
