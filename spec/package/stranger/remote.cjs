const { jobRunner, pipeline, remote, stage } = require('rxjs-stages');
const { jobQueue, serve } = require('rxjs-stages/bullmq');

const double = stage('double', (n) => Promise.resolve(n * 2));
const local = { run: jobRunner([double]), close: () => Promise.resolve() };

// Nothing listens there.
const nowhere = { queue: 'numbers', connection: 'redis://127.0.0.1:1', onError: () => undefined };
const refusal = (connecting) => connecting.then(() => 'connected').catch(({ message }) => message);

void (async () => {
  const values = [];
  for await (const { value } of pipeline(remote(double, local))([1, 2])) values.push(value);
  console.log(JSON.stringify({ values, refused: [await refusal(jobQueue(nowhere)), await refusal(serve([double], nowhere))] }));
})();
