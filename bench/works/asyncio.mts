import { compiled } from '../measure/compiled.mjs';
import type { Measured } from '../measure/sample.mjs';
import type { Size } from '../tasks/size.mjs';
import type { Case } from './work.mjs';

/** The program, in the benchmark's folder. */
export const ASYNCIO = 'peers/asyncio_semaphores.py';

/** The same by Python, where it is installed and knows task groups. */
export function asyncioCase(full: Size, short: Size, runs: number): Case {
  return {
    name: 'Python asyncio, semaphores',
    async isThere() {
      const { spawnSync } = await import('node:child_process');
      return spawnSync('python3', ['-c', 'import asyncio; asyncio.TaskGroup']).status === 0;
    },
    async measure(isShort) {
      const { roots, width, slots } = isShort ? short : full;
      const args = [roots, width, slots.first, isShort ? 1 : runs].map(String);
      const { execFileSync } = await import('node:child_process');
      return JSON.parse(execFileSync('python3', [compiled(ASYNCIO), ...args], { encoding: 'utf8' })) as Measured;
    },
  };
}
