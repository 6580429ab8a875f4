import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';

/** Builds the applications, or says what is missing. */
export default function setUp(): void {
  if (spawnSync('redis-server', ['--version']).error !== undefined) {
    throw new Error('test:nestjs-bullmq needs redis-server: apt-get install -y redis-server');
  }
  execFileSync('npm', ['run', 'build', '--silent'], { cwd: path.join(__dirname, '..') });
}
