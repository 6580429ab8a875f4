import { createRequire } from 'node:module';
import { EMPTY, firstValueFrom, throwError } from 'rxjs';
import * as imported from 'rxjs-stages';
import * as importedAxios from 'rxjs-stages/axios';

const require = createRequire(import.meta.url);
const required = require('rxjs-stages');
const requiredAxios = require('rxjs-stages/axios');

// What the one made goes into the other.
const failing = required.stage('failing', () => throwError(() => 'reason'));
const run = imported.pipeline(
  imported.stage('first', (n) => [n]),
  failing,
);
const outcome = await firstValueFrom(required.gather(run)([1]));
const error = await firstValueFrom(run([1]).pipe(required.tolerate(0))).catch((reason) => reason);

console.log(
  JSON.stringify({
    names: Object.keys(required).sort(),
    imported: Object.keys(imported)
      .filter((name) => name !== 'default' && name !== 'module.exports' && name !== '__esModule')
      .sort(),
    same: Object.keys(required).every((name) => imported[name] === required[name]) && importedAxios.fromAxios === requiredAxios.fromAxios,
    rejected: outcome.rejected.map((each) => imported.isRejected(each) && each.reason),
    instance: error instanceof imported.TooManyFailuresError && error instanceof required.TooManyFailuresError,
    observable: run([]) instanceof EMPTY.constructor && run([]) instanceof require('rxjs').Observable,
  }),
);
