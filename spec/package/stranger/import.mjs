import { from, lastValueFrom, toArray } from 'rxjs';
import { concurrencyLimit, gather, listStage, memoryCache, perKey, pipeline, stage } from 'rxjs-stages';

const run = pipeline(
  listStage('list', (n) => Promise.resolve([n, n + 1])),
  stage('text', (n) => [`<${n}>`]),
);
const polite = stage('polite', (n, { attempt }) => (attempt === 1 && n === 1 ? Promise.reject(new Error('once')) : Promise.resolve(n)), {
  retry: { count: 1, delay: 0 },
  timeout: 1_000,
  limit: perKey(() => concurrencyLimit(1)).by((n) => n),
  cache: memoryCache({ max: 10 }),
  key: String,
});

const piped = await lastValueFrom(from([1, 3]).pipe(run, toArray()));
const pulled = [];
for await (const outcome of run([1, 3])) pulled.push(outcome.value);
const gathered = await lastValueFrom(gather(run)([1]));
const polites = await lastValueFrom(polite([1, 2, 1]).pipe(toArray()));
console.log(
  JSON.stringify({
    piped: piped.map(({ value }) => value),
    pulled,
    gathered: gathered.fulfilled.length,
    attempts: polites.map(({ attempts }) => attempts).sort(),
  }),
);
