const { from, lastValueFrom, toArray } = require('rxjs');
const { gather, listStage, pipeline, stage } = require('rxjs-stages');

const run = pipeline(
  listStage('list', (n) => Promise.resolve([n, n + 1])),
  stage('text', (n) => [`<${n}>`]),
);

async function main() {
  const piped = await lastValueFrom(from([1, 3]).pipe(run, toArray()));
  const pulled = [];
  for await (const outcome of run([1, 3])) pulled.push(outcome.value);
  const gathered = await lastValueFrom(gather(run)([1]));
  console.log(JSON.stringify({ piped: piped.map(({ value }) => value), pulled, gathered: gathered.fulfilled.length }));
}
void main();
