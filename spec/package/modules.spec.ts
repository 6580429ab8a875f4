import { ENTRIES, manifest, output } from './project';
import { folderOf } from './strangers';

const NAMES = [
  'AdaptiveLimit',
  'ConcurrencyLimit',
  'Limit',
  'MemoryCache',
  'OverflowError',
  'PerKey',
  'RateLimit',
  'RemoteStageError',
  'StageTimeoutError',
  'TooManyFailuresError',
  'adaptiveLimit',
  'assemble',
  'batchStage',
  'concurrencyLimit',
  'deserializeReason',
  'exponentialBackoff',
  'fork',
  'fulfilledValues',
  'gather',
  'isFulfilled',
  'isRejected',
  'jobRunner',
  'join',
  'listStage',
  'memoryCache',
  'perKey',
  'pipeline',
  'rateLimit',
  'remote',
  'serializeReason',
  'stage',
  'storeCache',
  'tolerate',
  'unwrap',
  'when',
];

/** What the scripts that watch a run of two say. */
const WATCHED = { progress: [0, 2], page: [true], line: 'get 2/2', bars: `get  ${'█'.repeat(30)}  2/2`, traced: 2 };

/** What a stranger's script says when it is run. */
async function said(script: string, stranger: Parameters<typeof folderOf>[0]): Promise<unknown> {
  return JSON.parse(await output(process.execPath, [script], folderOf(stranger)));
}

describe.each(['newest', 'oldest'] as const)('the package with its %s peers', (stranger) => {
  it.each(['import.mjs', 'require.cjs'])('works by %s', async (script) => {
    expect(await said(script, stranger)).toEqual({
      piped: ['<1>', '<2>', '<3>', '<4>'],
      pulled: ['<1>', '<2>', '<3>', '<4>'],
      gathered: 2,
      // One had to try twice, one did at once, and one was served by another.
      attempts: [0, 1, 2],
    });
  });

  it('is one and the same by import and by require in one process', async () => {
    expect(await said('both.mjs', stranger)).toEqual({
      names: NAMES,
      imported: NAMES,
      same: true,
      rejected: ['reason'],
      instance: true,
      observable: true,
    });
  });

  it('plays tests in virtual time', async () => {
    expect(await said('testing.mjs', stranger)).toEqual({ message: 'expectOutcomes: the outcomes or their times differ from what is expected' });
    expect(await said('testing.cjs', stranger)).toEqual({ diagram: ['                0 2', 'detail  starts  a', '        emits   --x'] });
  });

  it('makes requests by axios', async () => {
    expect(await said('axios.mjs', stranger)).toEqual(['/a', '/b']);
  });

  it.each(['watching.mjs', 'watching.cjs'])('watches runs, and traces them without an SDK: %s', async (script) => {
    expect(await said(script, stranger)).toEqual(WATCHED);
  });

  it.each(['remote.mjs', 'remote.cjs'])('runs remote stages, and says where there is no server: %s', async (script) => {
    const refused = ['jobQueue', 'serve'].map((call): unknown => expect.stringContaining(`${call}: cannot connect to redis://127.0.0.1:1: `));

    expect(await said(script, stranger)).toEqual({ values: [2, 4], refused });
  });

  it('exports its entries and its package.json, and nothing within', async () => {
    expect(await said('exports.mjs', stranger)).toMatchObject({ version: manifest.version, deep: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });
  });
});

describe('a resolver that does not know `exports`', () => {
  it('finds the same files in the folders of the entries', async () => {
    expect(await said('folders.cjs', 'newest')).toEqual(ENTRIES.map((entry) => [entry, true]));
  });
});

describe('two copies of the package in one process', () => {
  it('U2 are said, be they two installs or its two builds', async () => {
    const refusal = [
      `TypeError: stage 'fetch': limit was made by another copy of rxjs-stages (version '${manifest.version}', this one is '${manifest.version}').`,
      'Two copies are loaded, because of two installs (see `npm ls rxjs-stages`), a bundle that mixes `import` and `require`, or `jest.resetModules`.',
      'Load only one.',
    ].join(' ');

    expect(await said('copies.mjs', 'newest')).toEqual({ own: 'accepted', required: 'accepted', installed: refusal, module: refusal });
  });
});

describe('the package without its optional peers', () => {
  it.each(['import.mjs', 'require.cjs'])('works by %s', async (script) => {
    expect(await said(script, 'without-optional-peers')).toMatchObject({ pulled: ['<1>', '<2>', '<3>', '<4>'] });
  });

  it('has an entry that says what it lacks', async () => {
    expect(await said('exports.mjs', 'without-optional-peers')).toMatchObject({ axios: 'MODULE_NOT_FOUND' });
  });

  it.each(['watching.mjs', 'watching.cjs'])('shows progress, except for bars, which say what they need: %s', async (script) => {
    expect(await said(script, 'without-optional-peers')).toEqual({
      ...WATCHED,
      bars: 'terminalProgress needs string-width to draw bars: npm install string-width@4',
      traced: 'MODULE_NOT_FOUND',
    });
  });

  it('knows how to retry requests all the same, and to show a run', async () => {
    expect(await said('exports.mjs', 'without-optional-peers')).toMatchObject({
      http: expect.arrayContaining(['httpRetry']),
      waterfall: expect.arrayContaining(['waterfallHtml']),
    });
  });
});
