import { createRequire } from 'node:module';
import path from 'node:path';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus, determineHitLimitReached } from '@stryker-mutator/api/test-runner';

/** After this many mutants the specs are loaded again, even if nothing went wrong. */
const MUTANTS_PER_SESSION = 150;

/** One run of Jest: it loads the library and the specs, then runs tests for one mutant after another. */
class Session {
  mutants = 0;
  #run;
  #jobs = [];
  #wake;
  #settle;

  /** @param mutant - the mutant that is active while the library is loaded, if any */
  constructor(mutant) {
    this.mutant = mutant;
    this.isSpoilt = mutant !== undefined;
  }

  async open() {
    const { runCLI } = createRequire(path.resolve('package.json'))('jest');
    globalThis.mutantSession = this;
    const ready = new Promise((resolve) => {
      this.ready = resolve;
    });
    const config = path.resolve('spec/mutations/jest.config.ts');
    this.#run = runCLI({ $0: 'stryker', _: [], config, runInBand: true, silent: true, reporters: [] }, [process.cwd()]);
    this.ids = await Promise.race([ready, this.#run.then(fail)]);
    return this;
  }

  async close() {
    this.#push(undefined);
    await this.#run;
  }

  /** Runs tests, and resolves with their results and with the first test that failed. */
  async play(job) {
    const result = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#push(job);
    const { tests, hitCount, coverage } = await Promise.race([result, this.#run.then(fail)]);
    const killer = tests.find(({ errors }) => errors.length > 0);
    const timedOut = killer?.errors.some((error) => error.timedOut) === true;
    // An interrupted test has run no `finally`.
    if (killer?.errors.some((error) => error.isInterrupted) === true) this.isSpoilt = true;
    return { tests, hitCount, coverage, timedOut, killer };
  }

  /** Called by the environment. */
  nextJob() {
    return new Promise((resolve) => {
      if (this.#jobs.length > 0) resolve(this.#jobs.shift());
      else this.#wake = resolve;
    });
  }

  /** Called by the environment. */
  finished(result) {
    this.#settle(result);
  }

  #push(job) {
    const wake = this.#wake;
    this.#wake = undefined;
    if (wake === undefined) this.#jobs.push(job);
    else wake(job);
  }
}

function fail({ results }) {
  throw new Error(results.testResults.map(({ testExecError, failureMessage }) => testExecError?.stack ?? failureMessage).join('\n'));
}

/**
 * Tests mutants without loading the specs for each of them. A mutant can leave something behind
 * that makes a test fail for the next one. So a failed test is run again without the mutant. If it
 * fails then, too, the mutant is tested again with newly loaded specs; a test that fails even there
 * without a mutant counts no more.
 */
class WarmRunner {
  #session;
  /** The ms that each test took, and how many mutants it has killed. */
  #ms = new Map();
  #kills = new Map();
  #coverage = {};
  /** Tests that fail without a mutant, too, when nothing has run before them. */
  #unreliable = new Set();

  capabilities() {
    return { reloadEnvironment: true };
  }

  /** Runs all tests twice: the second pass proves that they can be repeated, and is warm when it is measured. */
  async dryRun() {
    const { ids } = await this.#open();
    const first = await this.#session.play({ ids, bail: false });
    const second = await this.#session.play({ ids, bail: false });
    const mutantCoverage = JSON.parse(JSON.stringify(first.coverage ?? { static: {}, perTest: {} }));
    this.#coverage = mutantCoverage.perTest;
    for (const { id, ms } of second.tests) this.#ms.set(id, ms);
    const tests = second.tests.map(({ id, ms, errors }, n) => {
      const test = { id, name: id, timeSpentMs: ms };
      const [error] = [...first.tests[n].errors, ...errors];
      if (error === undefined) return { ...test, status: TestStatus.Success };
      return { ...test, status: TestStatus.Failed, failureMessage: error.message };
    });
    return { status: DryRunStatus.Complete, mutantCoverage, tests };
  }

  /** A static mutant, which matters while the library or the specs are loaded, has them loaded again only if nothing else kills it. */
  async mutantRun({ activeMutant: { id: mutant }, testFilter, hitLimit, mutantActivation }) {
    const isStatic = mutantActivation === 'static';
    const ids = isStatic ? this.#testsOf(mutant) : (testFilter ?? [...this.#ms.keys()]);
    if (!isStatic || ids.length > 0) {
      const result = await this.#playWarm({ ids, mutant, hitLimit });
      if (!isStatic || result.status !== MutantRunStatus.Survived) return result;
    }
    for (;;) {
      const session = await this.#open(mutant);
      const played = await session.play({ ids: this.#sorted(session.ids), hitLimit, bail: true });
      if (played.killer === undefined || played.timedOut || (await this.#passes(await this.#open(), played.killer)))
        return this.#verdict(played, hitLimit);
      this.#unreliable.add(played.killer.id);
    }
  }

  async dispose() {
    await this.#session?.close();
    this.#session = undefined;
  }

  async #playWarm({ ids, mutant, hitLimit }) {
    let session = this.#session;
    if (session === undefined || session.isSpoilt || session.mutants >= MUTANTS_PER_SESSION) session = await this.#open();
    for (let isFresh = session.mutants++ === 0; ; isFresh = true) {
      const played = await session.play({ ids: this.#sorted(ids), mutant, hitLimit, bail: true });
      const { killer } = played;
      if (killer === undefined || session.isSpoilt || (await this.#passes(session, killer))) return this.#verdict(played, hitLimit);
      if (isFresh) this.#unreliable.add(killer.id);
      session = await this.#open();
      session.mutants++;
    }
  }

  /** Whether a test passes without a mutant. */
  async #passes(session, { id }) {
    const { killer } = await session.play({ ids: [id], bail: true });
    return killer === undefined;
  }

  #verdict({ tests, hitCount, timedOut, killer }, hitLimit) {
    // A test that times out costs more than most others together.
    if (killer !== undefined) this.#kills.set(killer.id, (this.#kills.get(killer.id) ?? 0) + (timedOut ? -10 : 1));
    const hitLimitReached = determineHitLimitReached(hitCount, hitLimit);
    if (hitLimitReached !== undefined) return { status: MutantRunStatus.Timeout, reason: hitLimitReached.reason };
    if (timedOut) return { status: MutantRunStatus.Timeout, reason: `${killer.id} has not ended` };
    const nrOfTests = tests.length;
    if (killer === undefined) return { status: MutantRunStatus.Survived, nrOfTests };
    return { status: MutantRunStatus.Killed, nrOfTests, killedBy: [killer.id], failureMessage: killer.errors[0].message };
  }

  async #open(mutant) {
    await this.dispose();
    this.#session = await new Session(mutant).open();
    return this.#session;
  }

  #testsOf(mutant) {
    return Object.keys(this.#coverage).filter((test) => mutant in this.#coverage[test]);
  }

  /** Tests that have killed mutants come first, then those that take the least time. */
  #sorted(ids) {
    const kills = (id) => this.#kills.get(id) ?? 0;
    const ms = (id) => this.#ms.get(id) ?? 0;
    return ids.filter((id) => !this.#unreliable.has(id)).toSorted((one, other) => kills(other) - kills(one) || ms(one) - ms(other));
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'warm-jest', WarmRunner)];
