const { Script } = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/** What takes too long to be run for each mutant, or reads the sources, which Stryker has changed. */
const LEFT_OUT = /\b(million|\d+0,000|thousands|500000 steps|repeats for ever|takes constant time|is in the table$)/;

/** How many ms a test may take. All take less than 1 s. */
const TIMEOUT = 3_000;

/**
 * Ends a run at its first failure, which is enough to kill a mutant: Jest's `bail` ends it only after a file. Interrupts
 * a test that loops synchronously: Stryker would wait for the time of a whole run, and start another process.
 */
module.exports = class extends TestEnvironment {
  hasFailed = false;

  handleTestEvent({ name, test, hook }) {
    if (name === 'test_start') {
      if (this.hasFailed || LEFT_OUT.test(test.name)) test.mode = 'skip';
      test.timeout = TIMEOUT;
      test.fn = interrupted(test.fn);
    }
    // Those of a `describe` whose tests are all skipped are called nevertheless.
    if (name === 'hook_start' && this.hasFailed) hook.fn = () => undefined;
    if (name === 'test_done' && test.errors.length > 0) this.hasFailed = true;
  }
};

const call = new Script('callOfTest()');

/** The same function, whose synchronous part is interrupted when it takes too long. */
function interrupted(fn) {
  return function () {
    let returned;
    globalThis.callOfTest = () => {
      returned = fn.call(this);
    };
    try {
      call.runInThisContext({ timeout: TIMEOUT });
    } catch (error) {
      // What was interrupted in an async context has not left it, and Node would abort. After an exception that nobody
      // has caught it leaves all of them; Jest notes that exception for the test.
      if (error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') process._fatalException(error);
      throw error;
    }
    return returned;
  };
}
