import { createServer } from 'node:http';
import { once } from 'node:events';
import { lastValueFrom, map, toArray } from 'rxjs';
import { listStage, pipeline, stage } from 'rxjs-stages';
import { fromAxios } from 'rxjs-stages/axios';

const server = createServer(({ url }, response) => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(url === '/list' ? ['/a', '/b'] : url));
}).listen(0, '127.0.0.1');
await once(server, 'listening');

const get = (url) => fromAxios(`http://127.0.0.1:${server.address().port}${url}`).pipe(map(({ data }) => data));
const run = pipeline(listStage('list', get), stage('item', get));
const outcomes = await lastValueFrom(run(['/list']).pipe(toArray()));
console.log(JSON.stringify(outcomes.map(({ value, reason }) => value ?? String(reason)).sort()));
server.close();
server.closeAllConnections();
