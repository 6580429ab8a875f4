/**
 * The arrows of the house: entries → pipeline → engine → policies → ground → outcome. What a layer may not reach is every layer before it.
 *
 * The layers, by path:
 * - entries: src/index.ts, and a folder for each other entry (src/axios, src/http …)
 * - pipeline: what users name, at the top of src, and src/operators
 * - engine: src/engine
 * - policies: src/policies
 * - ground: what policies need of the engine: its types, and tools that know no run
 * - outcome: what everybody speaks of: outcomes, the context, events, and how a value is read, checked and quoted
 */
const LAYERS = {
  entries: '^src/(index\\.ts$|(axios|bullmq|http|node|observe|otel|testing|waterfall)/)',
  engine: '^src/engine/',
  policies: '^src/policies/',
  ground: '^src/engine/(types|plan|run-limits|refusal|is-closed|async-context|attempt-context|sort-keys|timers|input/[^/]+|queue/[^/]+)\\.ts$',
  outcome: '^src/(events/|remote/remote-stage-error\\.ts$|(outcome|context|around|brand|check|quote|property-of|async-iterable-observable)\\.ts$)',
};
const PIPELINE = { path: '^src/', pathNot: [LAYERS.entries, LAYERS.engine, LAYERS.policies, LAYERS.outcome] };

/** The script of the waterfall's page. It is bundled with what it imports, and only the bundle is published. */
const PAGE = '^src/waterfall/page/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'pipeline-needs-no-entry',
      comment: 'The core imports no entry.',
      severity: 'error',
      from: PIPELINE,
      to: { path: LAYERS.entries },
    },
    {
      name: 'engine-needs-no-pipeline',
      comment: 'The engine runs a plan, whoever made it.',
      severity: 'error',
      from: { path: LAYERS.engine },
      to: { path: '^src/', pathNot: [LAYERS.engine, LAYERS.policies, LAYERS.outcome] },
    },
    {
      name: 'policies-need-no-engine',
      comment: 'A policy sees runs, stages and branches as engine/types.ts describes them.',
      severity: 'error',
      from: { path: LAYERS.policies },
      to: { path: '^src/', pathNot: [LAYERS.policies, LAYERS.ground, LAYERS.outcome] },
    },
    {
      name: 'ground-needs-no-run',
      comment: 'What policies need of the engine knows no class of a run.',
      severity: 'error',
      from: { path: LAYERS.ground },
      to: { path: LAYERS.engine, pathNot: LAYERS.ground },
    },
    {
      name: 'outcome-needs-nothing',
      comment: 'What everybody speaks of knows none of them.',
      severity: 'error',
      from: { path: LAYERS.outcome },
      to: { path: '^src/', pathNot: LAYERS.outcome },
    },
    {
      name: 'observers-need-no-engine',
      comment: 'What is derived from events knows the events alone. Queues are plain data structures.',
      severity: 'error',
      from: { path: '^src/observe/' },
      to: { path: '^src/', pathNot: [LAYERS.outcome, '^src/observe/', '^src/engine/queue/'] },
    },
    {
      name: 'entries-stand-alone',
      comment: 'An entry loads no other, but for what is derived from events, which displays show.',
      severity: 'error',
      from: { path: '^src/(axios|bullmq|http|node|observe|otel|testing|waterfall)/' },
      to: { path: LAYERS.entries, pathNot: ['^src/$1/', '^src/observe/'] },
    },
    {
      name: 'core-needs-only-rxjs',
      comment: 'A package that only one entry needs is imported by that entry alone.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(axios|bullmq|node|otel)/', '^src/policies/memory-cache\\.ts$', PAGE] },
      to: { pathNot: ['^src/', '^node_modules/rxjs/'] },
    },
    {
      name: 'memory-cache-needs-its-store',
      comment: 'The one package that is installed with this one is for the one file that needs it.',
      severity: 'error',
      from: { path: '^src/policies/memory-cache\\.ts$' },
      to: { pathNot: ['^src/', '^node_modules/(rxjs|lru\\.min)/'] },
    },
    {
      name: 'entries-need-peers',
      comment: 'What an entry imports is installed where the package is: a peer.',
      severity: 'error',
      from: { path: '^src/', pathNot: PAGE },
      // The types of Node are those of the platform.
      to: {
        pathNot: '^node_modules/@types/node/',
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'],
        dependencyTypesNot: ['npm-peer'],
      },
    },
    {
      name: 'page-stands-alone',
      comment: 'The page knows its data, and the library knows the bundle of the page.',
      severity: 'error',
      from: { path: '^src/', pathNot: PAGE },
      to: { path: PAGE },
    },
    {
      name: 'page-knows-its-data',
      comment: 'In the browser there is no library.',
      severity: 'error',
      from: { path: PAGE },
      to: { path: '^src/', pathNot: [PAGE, '^src/waterfall/page-data\\.ts$'] },
    },
    {
      name: 'src-needs-no-spec',
      comment: 'Only src is published.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(spec|examples|bench|scripts)/' },
    },
    {
      name: 'no-cycles',
      comment: 'No file needs itself, not even for its types: each can be read after those that it imports.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'no-cycles-elsewhere',
      comment: 'No file needs itself to be loaded.',
      severity: 'error',
      from: { pathNot: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'What nobody imports is not needed.',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: LAYERS.entries },
      to: {},
    },
    {
      name: 'resolves',
      comment: 'Every import leads somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    // They are run by strangers, elsewhere.
    exclude: { path: '^(spec/(package/(stranger|runners)|browser/bundles)|examples/(angular|nestjs|nestjs-bullmq))/' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'require', 'node', 'default'] },
  },
};
