/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  preset: 'ts-jest',
  testEnvironment: 'node',
  // On two cores jest would use one.
  maxWorkers: 2,
  rootDir: '../..',
  roots: ['<rootDir>/spec/browser'],
  testMatch: ['**/*.spec.ts'],
  testTimeout: 60_000,
  moduleNameMapper: {
    '^rxjs-stages$': '<rootDir>/src/index.ts',
    '^rxjs-stages/(.*)$': '<rootDir>/src/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};

export default config;
