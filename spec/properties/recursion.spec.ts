import fc from 'fast-check';
import { delay, of, type Observable } from 'rxjs';
import { listStage, pipeline, stage, type BranchEvent, type Outcome } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { PATIENCE, settings } from './settings.js';

/** What leads to more of the same, and how long it takes, in ms; 0 is within the call. */
interface Page {
  readonly ms: number;
  readonly links: readonly Page[];
}

const { page: pages } = fc.letrec<{ page: Page }>((tie) => ({
  page: fc.record({ ms: fc.nat({ max: 3 }), links: fc.oneof({ maxDepth: 4 }, fc.constant([]), fc.array(tie('page'), { maxLength: 3 })) }),
}));

/** Walks of forests: what starts, and what was known then that had not started. */
const walks = fc.record({
  roots: fc.array(pages, { minLength: 1, maxLength: 6 }),
  source: fc.constantFrom('pushed' as const, 'pulled' as const, 'of a stage before' as const),
  concurrency: fc.integer({ min: 1, max: 3 }),
  highWaterMark: fc.integer({ min: 1, max: 4 }),
});

test(
  'O3 B3 F6 of all that a recursive stage knows the longest path starts first, wherever the roots come from, and all start once',
  () => {
    fc.assert(
      fc.property(walks, ({ roots, source, concurrency, highWaterMark }) => {
        const started: Page[] = [];
        const passedOver: [number, number][] = [];
        /** Those that are named and have not started, by the length of their path. */
        const known = new Map<Page, number>();

        testStages(() => {
          const walk = stage(
            'walk',
            (page: Page, { path }) => {
              started.push(page);
              known.delete(page);
              const longest = Math.max(0, ...known.values());
              if (path.length < longest) passedOver.push([path.length, longest]);
              return page.ms === 0 ? of({ page, path }) : of({ page, path }).pipe(delay(page.ms));
            },
            {
              concurrency,
              recurse: ({ page, path }) => {
                for (const link of page.links) known.set(link, path.length + 1);
                return page.links;
              },
            },
          );
          const options = { highWaterMark };
          const seeds = listStage('seeds', (list: readonly Page[]) => of(list));
          const outcomes: Record<typeof source, () => Observable<Outcome>> = {
            pushed: () => of(...roots).pipe(pipeline(walk, options)),
            pulled: () => pipeline(walk, options)(roots),
            'of a stage before': () => of(roots).pipe(pipeline(seeds, walk, options)),
          };
          outcomes[source]().subscribe();
        });

        expect(passedOver).toEqual([]);
        expect(started).toHaveLength(roots.reduce((sum, root) => sum + sizeOf(root), 0));
        expect(new Set(started).size).toBe(started.length);
      }),
      settings(300),
    );
  },
  PATIENCE,
);

test(
  'O3 with one slot it is a walk depth first',
  () => {
    fc.assert(
      fc.property(walks, ({ roots, source, highWaterMark }) => {
        const started: Page[] = [];

        testStages(() => {
          const walk = stage('walk', (page: Page) => (started.push(page), of(page).pipe(delay(page.ms))), {
            concurrency: 1,
            recurse: ({ links }) => links,
          });
          const walked = pipeline(walk, { highWaterMark });
          (source === 'pulled' ? walked(roots) : of(...roots).pipe(walked)).subscribe();
        });

        expect(started).toEqual(roots.flatMap(depthFirst));
      }),
      settings(300),
    );
  },
  PATIENCE,
);

test(
  'F6 of every branch of two recursive stages `branch` names it alone, and `parent` the one that made it, where paths do not',
  () => {
    fc.assert(
      fc.property(walks, ({ roots, concurrency, highWaterMark }) => {
        const created: BranchEvent[] = [];

        testStages(() => {
          const walk = (page: Page) => of(page).pipe(delay(page.ms));
          const recurse = ({ links }: Page): readonly Page[] => links;
          const walked = pipeline(stage('first', walk, { concurrency, recurse }), stage('second', walk, { recurse }), {
            highWaterMark,
            onEvent: (event) => {
              if (event.type === 'waiting') created.push(event);
            },
          });
          of(...roots)
            .pipe(walked)
            .subscribe();
        });

        const parentOf = ({ parent }: BranchEvent): BranchEvent | undefined => created.find(({ branch }) => branch === parent);
        expect(created.map(({ branch }) => branch)).toEqual(created.map((_, index) => index + 1));
        expect(created.filter(({ parent }) => parent === undefined).map(({ input }) => input)).toEqual(roots);
        expect(created.filter((event) => parentOf(event)?.path.length !== event.path.length - 1)).toEqual(
          created.filter(({ path }) => path.length === 1),
        );
      }),
      settings(100),
    );
  },
  PATIENCE,
);

function sizeOf({ links }: Page): number {
  return links.reduce((sum, link) => sum + sizeOf(link), 1);
}

function depthFirst(page: Page): Page[] {
  return [page, ...page.links.flatMap(depthFirst)];
}
