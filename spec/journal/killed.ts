import { appendFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { ClassicLevel } from 'classic-level';
import { lastValueFrom, toArray } from 'rxjs';
import { listStage, pipeline, stage, storeCache, type Cache, type PipelineEvent } from 'rxjs-stages';
import { journal } from 'rxjs-stages/node';
import { seeded } from '../../src/testing/seeded.js';
import { childrenOf, resultOf, ROOTS, type Killed } from './three-rounds.js';

/*
 * Runs three rounds of requests with a cache in a file, and notes each request, and each branch that has ended, before it goes on. If
 * it is to die, it is killed by another thread when so many requests are made: in the middle of whatever it does then.
 */

async function openCache({ store, file }: Killed): Promise<Cache & { close?(): Promise<void> }> {
  if (store === 'journal') return journal(file);
  const level = new ClassicLevel(file);
  await level.open();
  return { ...storeCache(level), close: () => level.close() };
}

/** A thread that kills the process a moment after it is told to. */
function killer(ms: number): () => void {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const code = `const { workerData: { flag, ms } } = require('node:worker_threads');
    Atomics.wait(flag, 0, 0);
    Atomics.wait(flag, 0, 1, ms);
    process.kill(process.pid, 'SIGKILL');`;
  new Worker(code, { eval: true, workerData: { flag, ms } });
  return () => {
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  };
}

async function main(options: Killed): Promise<void> {
  const { log, seed, dies, store } = options;
  const random = seeded(seed);
  const kill = dies === undefined ? undefined : killer(random() * 3);
  const cache = await openCache(options);
  let requests = 0;
  const request = async <T>(name: string, input: string, answer: T): Promise<T> => {
    appendFileSync(log, `requested ${name} ${input}\n`);
    // Whatever the machine is busy with, one request is in flight when the process dies.
    if (++requests === dies && kill !== undefined) {
      kill();
      await new Promise(() => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, random() * 4));
    return answer;
  };
  const onEvent = (event: PipelineEvent): void => {
    if (event.type === 'completed') appendFileSync(log, `completed ${event.stage} ${String(event.input)}\n`);
  };
  const policies = { cache, concurrency: 6, ...(store !== 'journal' && { key: String }) };
  const list = (name: 'first' | 'second') => listStage(name, (input: string) => request(name, input, childrenOf(name, input)), policies);
  const third = stage('third', (input: string) => request('third', input, resultOf(input)), policies);

  const outcomes = await lastValueFrom(pipeline(list('first'), list('second'), third, { onEvent })(ROOTS).pipe(toArray()));
  // The other thread is about to kill it.
  if (kill !== undefined) await new Promise((resolve) => setTimeout(resolve, 60_000));
  await cache.close?.();
  process.stdout.write(JSON.stringify(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason)))));
}

void main(JSON.parse(process.argv[2] ?? '') as Killed);
