/** @jest-config-loader esbuild-register */
import { availableParallelism } from 'node:os';
import type { Config } from 'jest';

const config: Config = {
  preset: 'ts-jest',
  testEnvironment: 'node',
  // On two cores jest would use one.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  roots: ['<rootDir>/spec'],
  testMatch: ['**/*.spec.ts'],
  // They pack and install, or start a browser: runs of their own, `npm run test:package` and `npm run test:browser`.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/spec/package/', '<rootDir>/spec/browser/'],
  moduleNameMapper: {
    '^rxjs-stages$': '<rootDir>/src/index.ts',
    '^rxjs-stages/(.*)$': '<rootDir>/src/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};

export default config;
