/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  preset: 'ts-jest',
  testEnvironment: 'node',
  rootDir: '../..',
  roots: ['<rootDir>/spec/angular'],
  testMatch: ['**/*.spec.ts'],
  testTimeout: 60_000,
};

export default config;
