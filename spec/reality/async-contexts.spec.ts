import { AsyncLocalStorage } from 'node:async_hooks';
import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { NEVER, Observable, of, Subject, throwError, type Subscribable } from 'rxjs';
import { concurrencyLimit, pipeline, stage, type Outcome, type PipelineOptions } from 'rxjs-stages';
import { CASES } from './contexts/cases';
import { played } from './contexts/played';
import type { ContextKind } from './contexts/watch';
import { WAYS } from './contexts/ways';

const storage = new AsyncLocalStorage<string>();
const NAME = createContextKey('name');

const KINDS: Readonly<Record<'AsyncLocalStorage' | 'OpenTelemetry', ContextKind>> = {
  AsyncLocalStorage: {
    enter: (name, work) => storage.run(name, work),
    current: () => storage.getStore(),
  },
  OpenTelemetry: {
    enter: (name, work) => context.with(ROOT_CONTEXT.setValue(NAME, name), work),
    current: () => context.active().getValue(NAME) as string | undefined,
  },
};

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});

afterAll(() => {
  context.disable();
});

/**
 * OpenTelemetry keeps its contexts in an AsyncLocalStorage: what comes in one way or the other is
 * enough there.
 */
const PLAYED = [
  ...Object.keys(WAYS).map((way) => ['AsyncLocalStorage', way] as const),
  ['OpenTelemetry', 'a run for each, iterated'],
  ['OpenTelemetry', 'one run for all'],
] as const;

describe.each(PLAYED)('the contexts of %s, %s', (kind, way) => {
  it.each(CASES.filter(([, { onlyIn }]) => onlyIn?.test(way) !== false))(
    'T2 each call for a root is in the context of that root: %s',
    async (name) => {
      expect(await played(KINDS[kind], way, name)).toEqual({ wrong: [], missing: [] });
    },
  );
});

describe('T2 an Observable emits from within a context of its own while it is being subscribed to', () => {
  /** What has been called, with its context. */
  let log: string[];
  const note = (what: string): void => void log.push(`${what} in ${storage.getStore() ?? 'none'}`);

  beforeEach(() => {
    log = [];
  });

  /** Three roots: pulled in the context of the subscription, or each pushed in its own. */
  const SOURCES: Readonly<Record<string, (subscribe: (source: Iterable<string> | Observable<string>) => void) => void>> = {
    pulled: (subscribe) => {
      storage.run('owner', () => {
        subscribe(['ann', 'bob', 'cyd']);
      });
    },
    'pushed by a Subject': (subscribe) => {
      const roots = new Subject<string>();
      storage.run('server', () => {
        subscribe(roots);
      });
      for (const root of ['ann', 'bob', 'cyd']) {
        storage.run(root, () => {
          roots.next(root);
        });
      }
    },
  };
  const ownerOf = (way: string, root: string): string => (way === 'pulled' ? 'owner' : root);

  /** Calls `before` and emits a value, both in the context 'inner'. */
  function fromWithin(value: string, before: () => void = () => undefined): Observable<string> {
    return new Observable((subscriber) => {
      storage.run('inner', () => {
        before();
        subscriber.next(value);
        subscriber.complete();
      });
    });
  }

  /** Bob waits at stage `two`, which ann occupies until cyd sets it free from within a context of its own. */
  function bobWaits(policies: object, options: PipelineOptions = {}): (source: Observable<string>) => Observable<Outcome> {
    const busy = new Subject<never>();
    const one = stage('one', (root: string) =>
      root === 'cyd'
        ? fromWithin(root, () => {
            busy.complete();
          })
        : of(root),
    );
    const two = stage(
      'two',
      (root: string) => {
        note(`two of ${root}`);
        return root === 'ann' ? busy : of(root);
      },
      policies,
    );
    return pipeline(one, two, options);
  }

  describe.each(Object.keys(SOURCES))('its roots are %s', (way) => {
    const from = SOURCES[way] as (typeof SOURCES)[string];

    it("T2 a branch of another root that waits for a slot of the next stage starts in its root's context", () => {
      from((source) => {
        run(bobWaits({ concurrency: 1 })(source as Observable<string>));
      });

      expect(log.slice(0, 2)).toEqual([`two of ann in ${ownerOf(way, 'ann')}`, `two of bob in ${ownerOf(way, 'bob')}`]);
      expect(log.filter((line) => line.startsWith('two'))).toHaveLength(3);
    });

    it.each<[string, object, PipelineOptions]>([
      ['a limit', { limit: concurrencyLimit(1) }, {}],
      ['its turn in source order', { concurrency: 1 }, { order: 'source' }],
    ])("T2 one that waits for %s starts in its root's context, too", (_, policies, options) => {
      from((source) => {
        run(bobWaits(policies, options)(source as Observable<string>));
      });

      expect(log).toContain(`two of bob in ${ownerOf(way, 'bob')}`);
    });

    it('T2 the child of that value starts within the emission, and sees what the code of its own root has set', () => {
      const one = stage('one', (root: string) => (root === 'bob' ? fromWithin(root) : of(root)));
      const two = stage('two', (root: string) => {
        note(`two of ${root}`);
        return of(root);
      });
      const three = stage('three', (root: string) => {
        note(`three of ${root}`);
        return NEVER;
      });

      from((source) => {
        run(pipeline(one, two, three)(source as Observable<string>));
      });

      expect(log).toEqual([
        `two of ann in ${ownerOf(way, 'ann')}`,
        `three of ann in ${ownerOf(way, 'ann')}`,
        'two of bob in inner',
        'three of bob in inner',
        `two of cyd in ${ownerOf(way, 'cyd')}`,
        `three of cyd in ${ownerOf(way, 'cyd')}`,
      ]);
    });
  });

  it('T2 what is held back of another root in source order is delivered in its own context, when an Observable ends in one of its own', () => {
    const wake = new Subject<number>();
    const one = stage('one', (root: string, { attempt }) => (root !== 'bob' ? of(root) : attempt === 1 ? throwError(() => 'no') : fromWithin(root)), {
      retry: { count: 1, delay: () => wake },
    });
    storage.run('owner', () => {
      pipeline(one, { order: 'source' })(['bob', 'cyd']).subscribe(({ inputs }) => {
        note(inputs[0]);
      });
    });

    wake.next(1);

    expect(log).toEqual(['bob in inner', 'cyd in owner']);
  });

  function run(outcomes: Subscribable<Outcome>): void {
    outcomes.subscribe({});
  }
});
