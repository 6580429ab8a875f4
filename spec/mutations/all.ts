import { readdirSync } from 'node:fs';
import path from 'node:path';

const SPEC = path.join(__dirname, '..');

/** These count what the whole process does, look at its heap, its stack or the sources, or take long. */
const LEFT_OUT = ['contract/hostile-values', 'contract/leaks', 'contract/remains', 'defects', 'properties/together', 'regular-expressions'];

/** Real time, real sockets, other processes, the compiler, or little of what is mutated. */
const FOLDERS_LEFT_OUT = ['docs', 'examples', 'http', 'axios', 'mutations', 'package', 'reality', 'testing', 'types'];

const names = readdirSync(SPEC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll(path.sep, '/'))
  .filter((file) => file.endsWith('.spec.ts') && !FOLDERS_LEFT_OUT.includes(file.split('/')[0] as string))
  .map((file) => file.slice(0, -'.spec.ts'.length))
  .filter((name) => !LEFT_OUT.includes(name))
  .sort();

// One file, so that all specs share one library, which is loaded once.
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
