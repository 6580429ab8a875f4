import { stage } from 'rxjs-stages';
import { httpRetry } from 'rxjs-stages/http';
import { testStages } from 'rxjs-stages/testing';
import { angularError, axiosCancelled, axiosError, coded, ERRORS, fetchFailure } from './errors';

const WORTH = { status: 503 };

/** Every failure that is worth a retry and does not tell its method. */
const SILENT: readonly (readonly [kind: string, error: unknown])[] = [
  ...ERRORS.filter(([, knowsMethod]) => !knowsMethod).map(([kind, , make]) => [kind, make(WORTH)] as const),
  ['a network error of Node', coded('ECONNRESET')],
  ['a network error of fetch', fetchFailure('fetch failed', coded('ECONNREFUSED'))],
  ['a network error of Angular', angularError({ status: 0 })],
];

describe('httpRetry, method', () => {
  it.each(SILENT)('is that of the requests whose errors do not tell theirs: %s', (_, error) => {
    expect(httpRetry({ count: 1, method: 'GET' }).when?.(error)).toBe(true);
    expect(httpRetry({ count: 1, method: 'put' }).when?.(error)).toBe(true);
    expect(httpRetry({ count: 1, method: 'POST' }).when?.(error)).toBe(false);
    expect(httpRetry({ count: 1, method: 'post', methods: ['Post'] }).when?.(error)).toBe(true);
  });

  it('gives way to the method that an error tells', () => {
    expect(httpRetry({ count: 1, method: 'GET' }).when?.(axiosError({ ...WORTH, method: 'POST' }))).toBe(false);
    expect(httpRetry({ count: 1, method: 'POST' }).when?.(axiosError({ ...WORTH, method: 'GET' }))).toBe(true);
  });

  it('makes nothing worth a retry that is not', () => {
    expect(httpRetry({ count: 1, method: 'GET' }).when?.(angularError({ status: 404 }))).toBe(false);
    expect(httpRetry({ count: 1, method: 'GET' }).when?.(axiosCancelled())).toBe(false);
  });

  it('retries the errors of Angular in a stage', () => {
    const user = stage('user', (id: string) => [id], { retry: httpRetry({ count: 1, method: 'GET' }) });

    testStages(
      ({ cold, scripted, expectOutcomes }) => {
        const project = scripted({ a: ['-#', '-x|'] }, undefined, { '#': angularError(WORTH) });

        expectOutcomes(cold('a|').pipe(user.with({ project }))).toBe('- 50ms -x|');
      },
      { random: () => 0.5 },
    );
  });
});

describe('httpRetry, onUnknownMethod', () => {
  const withheld = (policy: { when?: ((error: unknown) => boolean) | undefined }): boolean[] =>
    SILENT.map(([, error]) => policy.when?.(error) === false);
  const everyone = SILENT.map(() => true);

  it('is called each time that a retry is withheld for nothing else, with the error', () => {
    const told: unknown[] = [];
    const policy = httpRetry({ count: 1, onUnknownMethod: (error) => told.push(error) });

    expect(withheld(policy)).toEqual(everyone);
    expect(told).toEqual(SILENT.map(([, error]) => error));
  });

  it.each<[string, object, unknown]>([
    ['the method is known', {}, axiosError({ ...WORTH, method: 'POST' })],
    ['the method is stated', { method: 'POST' }, angularError(WORTH)],
    ['all methods are retried', { methods: 'any' }, angularError(WORTH)],
    ['no method is retried', { methods: [] }, angularError(WORTH)],
    ['the status is not worth a retry', {}, angularError({ status: 404 })],
    ['the request was cancelled', {}, coded('ABORT_ERR')],
    ['it is no error of HTTP', {}, new Error('a defect')],
  ])('is not called if %s', (_, options, error) => {
    const onUnknownMethod = jest.fn();

    httpRetry({ count: 1, ...options, onUnknownMethod }).when?.(error);

    expect(onUnknownMethod).not.toHaveBeenCalled();
  });

  it('F1 rejects the branch with what it throws', () => {
    const reason = new Error('strict');
    const onUnknownMethod = (): never => {
      throw reason;
    };

    testStages(({ cold, scripted, expectOutcomes }) => {
      const project = scripted({ a: '-#' }, undefined, { '#': angularError(WORTH) });
      const user = stage('user', project, { retry: httpRetry({ count: 1, onUnknownMethod }) });

      expectOutcomes(cold('a|').pipe(user)).toBe('-(X|)', {}, { X: reason });
    });
  });

  describe('by default', () => {
    const WARNING =
      'httpRetry did not retry a failed request because its error does not include the method. ' +
      "If all requests of the stage are GET, pass the method: httpRetry({ count, method: 'GET' }). " +
      'To handle or silence this warning, set `onUnknownMethod`.';

    /** A `httpRetry` as a process has it that has not warned yet. */
    function ofNewProcess(): typeof httpRetry {
      Reflect.deleteProperty(globalThis, Symbol.for('rxjs-stages.unknownMethod'));
      return httpRetry;
    }

    afterEach(() => {
      jest.restoreAllMocks();
    });

    it('warns once in a process, however many policies and copies of the library there are', () => {
      const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation();
      const first = ofNewProcess();

      expect(withheld(first(1))).toEqual(everyone);
      expect(withheld(first({ count: 2 }))).toEqual(everyone);
      jest.isolateModules(() => {
        const { httpRetry: other } = jest.requireActual<{ httpRetry: typeof httpRetry }>('rxjs-stages/http');
        expect(other).not.toBe(first);
        expect(withheld(other(1))).toEqual(everyone);
      });

      expect(emitWarning.mock.calls).toEqual([[WARNING, { code: 'RXJS_STAGES_UNKNOWN_METHOD' }]]);
    });

    it('warns at the console where there is no process', () => {
      const { process: real } = globalThis;
      const warn = jest.spyOn(console, 'warn').mockImplementation();
      const create = ofNewProcess();
      try {
        Reflect.set(globalThis, 'process', undefined);
        withheld(create(1));
      } finally {
        Reflect.set(globalThis, 'process', real);
      }

      expect(warn.mock.calls).toEqual([[WARNING]]);
    });

    it('warns nowhere where there is neither', () => {
      const { process: realProcess, console: realConsole } = globalThis;
      const create = ofNewProcess();
      try {
        Reflect.set(globalThis, 'process', undefined);
        Reflect.set(globalThis, 'console', undefined);
        expect(withheld(create(1))).toHaveLength(everyone.length);
      } finally {
        Reflect.set(globalThis, 'process', realProcess);
        Reflect.set(globalThis, 'console', realConsole);
      }
    });
  });
});
