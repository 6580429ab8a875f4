import { jobRunner, pipeline, remote, stage } from 'rxjs-stages';
import { jobQueue, serve } from 'rxjs-stages/bullmq';

const double = stage('double', (n) => Promise.resolve(n * 2));
const local = { run: jobRunner([double]), close: () => Promise.resolve() };
const values = [];
for await (const { value } of pipeline(remote(double, local))([1, 2])) values.push(value);

// Nothing listens there.
const nowhere = { queue: 'numbers', connection: 'redis://127.0.0.1:1', onError: () => undefined };
const refusal = (connecting) => connecting.then(() => 'connected').catch(({ message }) => message);

console.log(JSON.stringify({ values, refused: [await refusal(jobQueue(nowhere)), await refusal(serve([double], nowhere))] }));
