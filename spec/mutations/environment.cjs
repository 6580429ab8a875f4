const { Script } = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/** What takes too long to be run for each mutant, or reads the sources, which Stryker has changed. */
const LEFT_OUT = new RegExp(
  [
    'million|\\d+0,000|thousands|500000 steps|repeats for ever|takes constant time|is in the table$',
    'depth of the stack grows|B4 with depth, assembled|does not depend on how many wait|a bound of 100 however',
    'recursive stages?[a-z ]*: each has a number|says in short what is wrong',
  ].join('|'),
);

/** What has a test for each combination of traits: every n-th of them is enough. */
const SAMPLED = { 'contract/pairs': 7, 'contract/leaving': 5 };

/** How many ms a test may take. All take less than 1 s. The first run, which measures them, is more patient. */
const TIMEOUT = 3_000;
const PATIENCE = 30_000;

const INTERRUPTED = 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/**
 * Runs the specs once. Under `runner.mjs`, which sets `globalThis.mutantSession`, it runs the tests
 * that the session asks for instead, again and again, with one mutant after another.
 */
module.exports = class extends TestEnvironment {
  #session = globalThis.mutantSession;

  async setup() {
    await super.setup();
    this.global.__stryker__ = { activeMutant: this.#session?.mutant };
  }

  async handleTestEvent({ name, test }, { rootDescribeBlock }) {
    if (name === 'run_start' && this.#session !== undefined) {
      await this.#serve(sampled([...testsOf(rootDescribeBlock)]).filter((each) => !LEFT_OUT.test(each.name)));
    }
    if (name === 'test_start') {
      if (this.#session !== undefined || LEFT_OUT.test(test.name)) test.mode = 'skip';
      test.timeout = TIMEOUT;
      test.fn = interrupted(test.fn, TIMEOUT);
    }
  }

  async #serve(tests) {
    const byId = new Map();
    for (const test of tests) {
      let id = fullName(test);
      while (byId.has(id)) id += ' (again)';
      byId.set(id, test);
    }
    const restore = takeOver(['uncaughtException', 'unhandledRejection'], (error) => this.onError?.(error));
    this.#session.ready([...byId.keys()]);
    for (let job = await this.#session.nextJob(); job !== undefined; job = await this.#session.nextJob()) {
      this.#session.finished(await this.#play(job, byId));
    }
    restore();
  }

  /** Runs tests until one fails. */
  async #play({ ids, mutant, hitLimit, bail }, byId) {
    const stryker = this.global.__stryker__;
    if (mutant !== undefined) stryker.activeMutant = mutant;
    stryker.hitLimit = hitLimit;
    stryker.hitCount = hitLimit === undefined ? undefined : 0;
    const tests = [];
    for (const id of ids) {
      stryker.currentTestId = id;
      const start = performance.now();
      const errors = await this.#run(byId.get(id), bail ? TIMEOUT : PATIENCE);
      tests.push({ id, ms: performance.now() - start, errors });
      if (errors.length > 0 && bail) break;
    }
    stryker.currentTestId = undefined;
    if (mutant !== undefined) stryker.activeMutant = undefined;
    // A failed test may have left timers behind. They fire now, not while the next mutant is tested.
    if (tests.at(-1)?.errors.length > 0) {
      this.fakeTimers?.useRealTimers();
      this.moduleMocker?.restoreAllMocks();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return { tests, hitCount: stryker.hitCount, coverage: stryker.mutantCoverage };
  }

  async #run(test, ms) {
    const { expect } = this.global;
    const errors = [];
    expect.setState({ assertionCalls: 0, expectedAssertionsNumber: null, isExpectingAssertions: false, suppressedErrors: [] });
    const timeout = new Error('the test has not ended');
    const attempt = async (fn) => {
      let timer;
      try {
        await new Promise((resolve, reject) => {
          this.onError = reject;
          timer = setTimeout(() => {
            reject(timeout);
          }, ms);
          Promise.resolve(interrupted(fn, ms)()).then(resolve, reject);
        });
      } catch (error) {
        const isInterrupted = error?.code === INTERRUPTED;
        errors.push({ message: String(error?.stack ?? error), isInterrupted, timedOut: isInterrupted || error === timeout });
      } finally {
        clearTimeout(timer);
        this.onError = (error) => errors.push({ message: String(error?.stack ?? error) });
      }
    };
    // So does `beforeAll`: a hook that runs once would run without the mutant.
    for (const hook of hooksOf(test, 'before')) await attempt(hook);
    if (errors.length === 0) await attempt(test.fn);
    for (const hook of hooksOf(test, 'after')) await attempt(hook);
    for (const { error } of expect.extractExpectedAssertionsErrors()) errors.push({ message: String(error?.stack) });
    await new Promise((resolve) => setImmediate(resolve));
    return errors;
  }
};

function* testsOf(block) {
  for (const child of block.children) {
    if (child.type === 'test') yield child;
    else yield* testsOf(child);
  }
}

function sampled(tests) {
  return tests.filter((test, index) => index % (SAMPLED[ancestorsOf(test)[1]?.name] ?? 1) === 0);
}

function ancestorsOf({ parent }) {
  return parent === undefined ? [] : [...ancestorsOf(parent), parent];
}

function fullName(test) {
  return [...ancestorsOf(test).slice(1), test].map(({ name }) => name).join(' ');
}

function hooksOf(test, when) {
  const hooks = ancestorsOf(test).flatMap((block) => block.hooks.filter(({ type }) => type.startsWith(when)));
  return (when === 'before' ? hooks : hooks.reverse()).map(({ fn }) => fn);
}

/** Makes `listener` the only listener of process events. Returns a function that restores the others. */
function takeOver(names, listener) {
  const before = names.map((name) => [name, process.listeners(name)]);
  for (const name of names) process.removeAllListeners(name).on(name, listener);
  return () => {
    for (const [name, listeners] of before) {
      process.removeAllListeners(name);
      for (const each of listeners) process.on(name, each);
    }
  };
}

const call = new Script('callOfTest()');

/**
 * The same function, except that its synchronous part is interrupted when it takes too long. Stryker
 * would wait for the time of a whole run instead, and then start another process.
 */
function interrupted(fn, timeout) {
  return function () {
    let returned;
    globalThis.callOfTest = () => {
      returned = fn.call(this);
    };
    try {
      call.runInThisContext({ timeout });
    } catch (error) {
      // What was interrupted in an async context has not left it, and Node would abort. After an exception that nobody
      // has caught it leaves all of them; Jest notes that exception for the test.
      if (error.code === INTERRUPTED) process._fatalException(error);
      throw error;
    }
    return returned;
  };
}
