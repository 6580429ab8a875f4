/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  preset: 'ts-jest',
  testEnvironment: 'node',
  // On two cores jest would use one.
  maxWorkers: 2,
  roots: ['<rootDir>'],
  testMatch: ['**/*.spec.ts'],
  globalSetup: '<rootDir>/install.ts',
  globalTeardown: '<rootDir>/uninstall.ts',
  testTimeout: 120_000,
};

export default config;
