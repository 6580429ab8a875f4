/* Plays all cases in zones of zone.js, which changes the globals of its process; prints what came of them. Without async functions, which no zone can follow. */
/// <reference types="zone.js" />
import 'zone.js/node';
import { CASES } from './cases.js';
import { played, type Played } from './played.js';
import type { ContextKind } from './watch.js';
import { WAYS } from './ways.js';

const kind: ContextKind = {
  enter: (name, work) => Zone.root.fork({ name }).run(work),
  current: () => (Zone.current === Zone.root ? undefined : Zone.current.name),
};

const results: Record<string, Record<string, Played>> = {};
const ended = Object.keys(WAYS).map((way) =>
  Promise.all(
    CASES.filter(([, { onlyIn }]) => onlyIn?.test(way) !== false).map(async ([name]) => [name, await played(kind, way, name)] as const),
  ).then((all) => {
    results[way] = Object.fromEntries(all);
  }),
);

void Promise.all(ended).then(() => {
  process.stdout.write(JSON.stringify(results));
});
