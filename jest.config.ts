/** @jest-config-loader esbuild-register */
import { availableParallelism } from 'node:os';
import type { Config } from 'jest';

/** Another installed version of rxjs, if one is named. */
const { RXJS } = process.env;

/** Older versions of Node have no SQLite, and so no journal. */
const withoutSqlite = process.getBuiltinModule('node:sqlite') === undefined ? ['<rootDir>/spec/journal/'] : [];

const config: Config = {
  preset: 'ts-jest',
  testEnvironment: 'node',
  // A busy machine compiles slowly. It says nothing about speed.
  testTimeout: 30_000,
  // On two cores jest would use one.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Each file leaves something in its process. A process that has grown is slow.
  workerIdleMemoryLimit: '600MB',
  roots: ['<rootDir>/spec'],
  testMatch: ['**/*.spec.ts'],
  // They need more than npm brings, or pack and install: a run of their own each, `npm run test:…`.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/spec/(angular|distributed|package|terminal|browser|versions|site)/', ...withoutSqlite],
  moduleNameMapper: {
    '^rxjs-stages$': '<rootDir>/src/index.ts',
    '^rxjs-stages/(.*)$': '<rootDir>/src/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
    ...(RXJS !== undefined && { '^rxjs$': RXJS, '^rxjs/(.*)$': `${RXJS}/$1` }),
  },
};

export default config;
