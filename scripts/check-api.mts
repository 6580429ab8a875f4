/**
 * Compares the types that each entry exports with its report in `api/`, and fails if they differ: what users see changes only
 * on purpose. `-- --update` writes the reports.
 */
import path from 'node:path';
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { furtherEntries } from './entries.mjs';
import { ROOT } from './run.mjs';

const isUpdate = process.argv.includes('--update');
const entries = ['index', ...(await furtherEntries()).map((entry) => `${entry}/index`)];
const reportOf = (entry: string): string => entry.replace(/\/index$/, '').replaceAll('/', '-');
const silent = { logLevel: ExtractorLogLevel.None };

const configs = entries.map((entry) =>
  ExtractorConfig.prepare({
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: path.join(ROOT, `dist/esm/${entry}.d.ts`),
      compiler: { tsconfigFilePath: path.join(ROOT, 'tsconfig.build.json') },
      apiReport: {
        enabled: true,
        reportFolder: path.join(ROOT, 'api'),
        reportTempFolder: path.join(ROOT, '.cache/api'),
        reportFileName: reportOf(entry),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      messages: {
        extractorMessageReporting: { default: silent },
        tsdocMessageReporting: { default: silent },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: path.join(ROOT, 'package.json'),
  }),
);
const [first] = configs as [ExtractorConfig];
const compilerState = CompilerState.create(first, { additionalEntryPoints: configs.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath) });

for (const [index, config] of configs.entries()) {
  const { apiReportChanged } = Extractor.invoke(config, {
    compilerState,
    localBuild: isUpdate,
    messageCallback: (message) => {
      message.handled = true;
    },
  });
  const state = !apiReportChanged ? 'as reviewed' : isUpdate ? 'updated' : 'differs; look at `npm run check:api -- --update`';
  console.log(`api/${reportOf(entries[index] ?? '')}.api.md: ${state}`);
  if (apiReportChanged && !isUpdate) process.exitCode = 1;
}
