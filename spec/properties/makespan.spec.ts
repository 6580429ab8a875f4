import fc from 'fast-check';
import { map, timer, VirtualTimeScheduler } from 'rxjs';
import { assemble, fork, listStage, pipeline, type Joinable } from 'rxjs-stages';
import { greedy, type Kind, type Request, type Value } from '../../bench/tasks/greedy';
import { PATIENCE, settings } from './settings';

/** Which segments there are is known at run time only. */
type Anything = Joinable<Value, unknown, never, never>;
const inSeries = pipeline as unknown as (...parts: readonly unknown[]) => Anything;
const inParallel = fork as unknown as (...segments: readonly Anything[]) => Anything;

/** Kinds of requests, one after another and beside one another. */
const kinds = (depth: number): fc.Arbitrary<Kind> =>
  fc.record({
    slots: fc.integer({ min: 1, max: 4 }),
    followers: depth === 0 ? fc.constant([]) : fc.array(kinds(depth - 1), { maxLength: 3 }),
  });

function requests({ followers }: Kind): fc.Arbitrary<Request> {
  const values = followers.length === 0 ? fc.constant([]) : fc.array(fc.tuple(...followers.map(requests)), { maxLength: 4 });
  return fc.record({ ms: fc.integer({ min: 1, max: 20 }), values });
}

const trees = kinds(2).chain((head) => fc.record({ head: fc.constant(head), roots: fc.array(requests(head), { minLength: 1, maxLength: 12 }) }));

/**
 * The segment that makes the requests of a kind, which is the follower `index` of what precedes it.
 */
function segmentOf({ slots, followers }: Kind, name: string, index: number, scheduler: VirtualTimeScheduler): Anything {
  const project = (value: Value) => {
    const { ms, values } = value[index] as Request;
    return timer(ms, scheduler).pipe(
      map(() => {
        if (values.length === 0 && ms % 2 === 0) throw new Error('an even number of ms');
        return values;
      }),
    );
  };
  const first = listStage(name, project, { concurrency: slots });
  const next = followers.map((kind, at) => segmentOf(kind, `${name}.${String(at)}`, at, scheduler));
  return inSeries(first, ...(next.length > 1 ? [inParallel(...next)] : next));
}

/** When the library emits the assembled tree of each root, in virtual time. */
function played(head: Kind, roots: readonly Request[], highWaterMark: number): readonly number[] {
  const scheduler = new VirtualTimeScheduler();
  const segment = inSeries(segmentOf(head, 'kind', 0, scheduler), { highWaterMark });
  const settled = roots.map(() => NaN);
  assemble(segment)(roots.map((root): Value => [root])).subscribe(({ path }: { readonly path: readonly number[] }) => {
    settled[path[0] as number] = scheduler.now();
  });
  scheduler.flush();
  return settled;
}

test(
  'B3 T1 each tree is assembled when a greedy scheduler with the same bounds has all of it',
  () => {
    fc.assert(
      fc.property(trees, ({ head, roots }) => {
        expect(played(head, roots, 1_000_000)).toEqual(greedy(head, roots));
      }),
      settings(500),
    );
  },
  PATIENCE,
);

test(
  'B3 T1 so it is if few may wait before each stage',
  () => {
    fc.assert(
      fc.property(trees, fc.integer({ min: 1, max: 6 }), ({ head, roots }, highWaterMark) => {
        expect(played(head, roots, highWaterMark)).toEqual(greedy(head, roots, highWaterMark));
      }),
      settings(500),
    );
  },
  PATIENCE,
);
