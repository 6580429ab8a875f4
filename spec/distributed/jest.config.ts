/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  preset: 'ts-jest',
  testEnvironment: 'node',
  roots: ['<rootDir>'],
  testMatch: ['**/*.spec.ts'],
  globalSetup: '<rootDir>/support/set-up.ts',
  globalTeardown: '<rootDir>/support/tear-down.ts',
  // Servers and workers are processes, too.
  maxWorkers: 2,
  testTimeout: 120_000,
  moduleNameMapper: {
    '^rxjs-stages$': '<rootDir>/../../src/index.ts',
    '^rxjs-stages/(.*)$': '<rootDir>/../../src/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};

export default config;
