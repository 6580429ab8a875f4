import { createRequire } from 'node:module';
import { EMPTY, firstValueFrom, throwError } from 'rxjs';
import * as imported from 'rxjs-stages';
import * as importedAxios from 'rxjs-stages/axios';
import * as importedNode from 'rxjs-stages/node';
import * as importedObserve from 'rxjs-stages/observe';
import * as importedOtel from 'rxjs-stages/otel';
import * as importedWaterfall from 'rxjs-stages/waterfall';

const require = createRequire(import.meta.url);
const required = require('rxjs-stages');
const others = [
  importedAxios.fromAxios === require('rxjs-stages/axios').fromAxios,
  importedNode.terminalProgress === require('rxjs-stages/node').terminalProgress,
  importedObserve.timeline === require('rxjs-stages/observe').timeline,
  importedOtel.openTelemetry === require('rxjs-stages/otel').openTelemetry,
  importedWaterfall.waterfallHtml === require('rxjs-stages/waterfall').waterfallHtml,
];

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
    same: Object.keys(required).every((name) => imported[name] === required[name]) && others.every(Boolean),
    rejected: outcome.rejected.map((each) => imported.isRejected(each) && each.reason),
    instance: error instanceof imported.TooManyFailuresError && error instanceof required.TooManyFailuresError,
    observable: run([]) instanceof EMPTY.constructor && run([]) instanceof require('rxjs').Observable,
  }),
);
