import { map, NEVER, of, timer, type Observable } from 'rxjs';
import { listStage, pipeline, stage, type Pipeline, type Outcome } from 'rxjs-stages';
import { census } from './census.js';

/*
 * One branch emits ten values and completes. One of its ten children never ends. Prints how many of
 * the values are still in memory then.
 */

class Emitted {
  readonly payload = {};
}

const VALUES = 10;
let emitted = 0;
let closed = 0;

function make(): Emitted[] {
  emitted += VALUES;
  return Array.from({ length: VALUES }, () => new Emitted());
}

/** A list that comes when its attempt has been subscribed to. */
function later(): Observable<Emitted[]> {
  return timer(1).pipe(map(make));
}

let children = 0;
const next = stage('next', () => (children++ === 0 ? NEVER : of(1)));

const KINDS: Readonly<Record<string, () => Pipeline<number, Outcome>>> = {
  atomic: () => joined(stage('one', () => of(...make()), { atomic: true })),
  'late list': () => joined(listStage('one', later)),
  'keyed list': () => joined(listStage('one', later, { key: String })),
};

function joined(one: unknown): Pipeline<number, Outcome> {
  const options = {
    onEvent: ({ type }: { readonly type: string }) => {
      if (type === 'completed') closed++;
    },
  };
  return (pipeline as unknown as (...given: readonly unknown[]) => Pipeline<number, Outcome>)(one, next, options);
}

async function main(): Promise<void> {
  const { [process.argv.at(-1) as string]: kind } = KINDS;
  const running = kind?.()([1]).subscribe();
  // Its parent and nine children.
  while (closed < VALUES) {
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
  }
  const { Emitted: kept } = await census('Emitted');
  running?.unsubscribe();
  process.stdout.write(JSON.stringify({ emitted, closed, kept }));
}

void main();
