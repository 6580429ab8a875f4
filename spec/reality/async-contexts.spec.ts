import { AsyncLocalStorage } from 'node:async_hooks';
import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
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
