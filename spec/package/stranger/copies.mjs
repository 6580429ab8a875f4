import { createRequire } from 'node:module';
import { concurrencyLimit, stage } from 'rxjs-stages';

// Gives a limit of one copy to a stage of another.
const refusal = (limit) => {
  try {
    stage('fetch', (n) => [n], { limit });
    return 'accepted';
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};
const required = createRequire(import.meta.url)('rxjs-stages');
const installed = createRequire(new URL('../oldest/package.json', import.meta.url))('rxjs-stages');
const module = await import(new URL('node_modules/rxjs-stages/dist/esm/index.js', import.meta.url));

console.log(
  JSON.stringify({
    own: refusal(concurrencyLimit(1)),
    required: refusal(required.concurrencyLimit(1)),
    installed: refusal(installed.concurrencyLimit(1)),
    module: refusal(module.concurrencyLimit(1)),
  }),
);
