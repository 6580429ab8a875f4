/** @jest-config-loader esbuild-register */
import path from 'node:path';
import type { Config } from 'jest';

/** How often each property runs: enough to reach every line, and a mutant costs little. */
process.env.FC_RUNS ??= '10';

/** The specs in one file, as `npm run mutations` runs them for each mutant. */
const config: Config = {
  preset: 'ts-jest',
  rootDir: '../..',
  roots: ['<rootDir>/spec/mutations'],
  testMatch: ['<rootDir>/spec/mutations/all.ts'],
  // No `<rootDir>`: Stryker loads it as well, and does not know the word.
  testEnvironment: path.join(__dirname, 'environment.cjs'),
  testTimeout: 5_000,
  // Arguments of each module. Each look at a global variable of a context costs as much as a call.
  sandboxInjectedGlobals: [
    ...['Array', 'Boolean', 'Error', 'Infinity', 'JSON', 'Map', 'Math', 'Number', 'Object', 'Promise', 'Proxy', 'RangeError', 'Reflect'],
    ...['Set', 'String', 'Symbol', 'TypeError', 'WeakMap', 'WeakSet', 'globalThis'],
  ],
  moduleNameMapper: {
    '^rxjs-stages$': '<rootDir>/src/index.ts',
    '^rxjs-stages/(.*)$': '<rootDir>/src/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};

export default config;
