/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['src/engine/**/*.ts', 'src/policies/**/*.ts'],
  plugins: ['./spec/mutations/runner.mjs'],
  testRunner: 'warm-jest',
  coverageAnalysis: 'perTest',
  concurrency: 1,
  timeoutMS: 1_000,
  timeoutFactor: 1.25,
  thresholds: { high: 95, low: 90, break: 85 },
  incrementalFile: '.cache/mutations/incremental.json',
  reporters: ['clear-text', 'progress', 'html', 'json'],
  htmlReporter: { fileName: '.cache/mutations/report.html' },
  jsonReporter: { fileName: '.cache/mutations/report.json' },
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  tempDirName: '.cache/mutations/sandbox',
  ignorePatterns: ['dist', 'dist-site', 'examples', 'site', 'coverage', '.ci'],
  allowConsoleColors: false,
};
