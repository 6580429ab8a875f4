import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { version } = require('rxjs-stages/package.json');
const outcome = (promise) => promise.then(Object.keys, ({ code }) => code);

console.log(
  JSON.stringify({
    version,
    deep: await outcome(import('rxjs-stages/dist/cjs/engine/queue.js')),
    axios: await outcome(import('rxjs-stages/axios')),
    http: await outcome(import('rxjs-stages/http')),
    waterfall: await outcome(import('rxjs-stages/waterfall')),
  }),
);
