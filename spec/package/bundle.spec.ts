import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { folderOf } from './strangers';

/** Bundles one import for a browser. @returns which of the package's files have a part in it */
async function bundled(names: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents: `export { ${names} } from 'rxjs-stages';`, resolveDir: folderOf('newest') },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    external: ['rxjs'],
    absWorkingDir: folderOf('newest'),
  });
  const [output] = Object.values(metafile.outputs);
  return Object.entries(output?.inputs ?? {})
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file.replace('node_modules/rxjs-stages/', ''));
}

describe('a bundle', () => {
  it('is made of ECMAScript modules', async () => {
    const files = await bundled('pipeline, stage');

    expect(files).toContain('dist/esm/pipeline.js');
    expect(files.filter((file) => !file.startsWith('dist/esm/'))).toEqual([]);
  });

  it('leaves out what is not imported', async () => {
    expect(await bundled('isFulfilled')).toEqual(['dist/esm/outcome.js']);
    expect(await bundled('pipeline, stage')).not.toContain('dist/esm/gather.js');
  });

  it('U2 says that it has two copies, where it mixes import and require', async () => {
    const { outputFiles } = await build({
      stdin: {
        contents:
          "import { concurrencyLimit } from 'rxjs-stages'; require('rxjs-stages').stage('fetch', (n) => [n], { limit: concurrencyLimit(1) });",
        resolveDir: folderOf('newest'),
      },
      bundle: true,
      write: false,
      format: 'iife',
    });

    const run = (): void => {
      runInNewContext(outputFiles[0]?.text ?? '', { setTimeout, clearTimeout, setInterval, clearInterval });
    };

    expect(run).toThrow("stage 'fetch': limit was made by another copy of rxjs-stages");
  });
});
