import path from 'node:path';
import { manifest } from './project';

/** The variable that tells the specs where the strangers' folders are. */
export const VARIABLE = 'RXJS_STAGES_STRANGERS';

/** The oldest TypeScript that the types are promised for: the project itself is compiled by the newest. */
const OLDEST_TYPESCRIPT = 'typescript@5.9.3';

/**
 * Other compilers that people have, by the names that they are installed under. The specs of the package compile by them,
 * too; types of trees need no newer one than 5.4.
 */
const COMPILERS = { 'typescript-5.4': 'npm:typescript@5.4.5', 'typescript-7': 'npm:typescript@7.0.2' };

/** Projects that install the package as it is published, and what else each of them installs. */
export const STRANGERS = {
  newest: [
    newest('rxjs'),
    newest('axios'),
    newest('bullmq'),
    newest('ioredis'),
    '@opentelemetry/api@1.10.0',
    'string-width@8.3.0',
    'resolve@1.22.10',
    newest('@types/node'),
    OLDEST_TYPESCRIPT,
    ...Object.entries(COMPILERS).map(([name, source]) => `${name}@${source}`),
  ],
  oldest: ['rxjs@7.8.0', 'axios@1.7.0', 'bullmq@6.0.0', 'ioredis@5.0.0', '@opentelemetry/api@1.9.0', 'string-width@4.2.3'],
  'without-optional-peers': [newest('rxjs')],
  'marble-tester': [newest('rxjs'), newest('axios'), newest('jest'), newest('ts-jest'), newest('@types/jest'), OLDEST_TYPESCRIPT],
  'nest-12': [
    newest('rxjs'),
    newest('axios'),
    '@nestjs/common@12.5.1',
    '@nestjs/core@12.5.1',
    '@nestjs/platform-express@12.5.1',
    '@nestjs/axios@12.0.1',
    'nestjs-cls@7.0.0',
    'reflect-metadata@0.2.2',
    newest('@types/node'),
    '@types/express@5.0.6',
    OLDEST_TYPESCRIPT,
  ],
  runners: [newest('rxjs'), 'vitest@3.2.4', 'jasmine@5.12.0'],
};

/** The folder of a stranger. */
export function folderOf(stranger: keyof typeof STRANGERS): string {
  return path.join(strangers(), stranger);
}

function strangers(): string {
  const folder = process.env[VARIABLE];
  if (folder === undefined) throw new Error(`${VARIABLE} is not set: run these specs by npm run test:package`);
  return folder;
}

function newest(name: string): string {
  return `${name}@${manifest.devDependencies[name] ?? ''}`;
}
