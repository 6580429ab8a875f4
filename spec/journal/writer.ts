import { journal } from 'rxjs-stages/node';

/* Stores 50 answers in a journal, a few in each turn of the event loop. */

const [file = '', id = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const cache = journal(file);
  for (let n = 0; n < 50; n += 5) {
    await Promise.all(Array.from({ length: 5 }, (_, index) => cache.set('s', `${id} ${String(n + index)}`, [Number(id), n + index])));
  }
  await cache.close();
}

void main();
