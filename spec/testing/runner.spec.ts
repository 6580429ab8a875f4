import { of } from 'rxjs';
import { stage } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { failureOf } from './failure-of';

const detail = stage('detail', (id: string) => of(id));

/** Does something in a runner with other globals. */
function within(globals: object, what: () => void): void {
  const before = Object.getOwnPropertyDescriptors(globalThis) as Record<string, PropertyDescriptor | undefined>;
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  try {
    what();
  } finally {
    for (const name of Object.keys(globals)) {
      Reflect.deleteProperty(globalThis, name);
      const own = before[name];
      if (own !== undefined) Object.defineProperty(globalThis, name, own);
    }
  }
}

function play(marbles: string): () => void {
  return () => {
    testStages(({ cold, expectOutcomes }) => {
      expectOutcomes(cold('a|').pipe(detail)).toBe(marbles);
    });
  };
}

describe('testStages in another runner', () => {
  const missing = 'testStages needs a global `expect(…).toEqual(…)`: without one, use `testStagesWith(assert.deepEqual)`';

  it.each<[string, unknown]>([
    ['without a global expect', undefined],
    ['whose expect has no toEqual, as chai’s', () => ({ to: {} })],
  ])('%s says so before anything is played', (_, its) => {
    let message = '';
    let played = false;
    within({ expect: its }, () => {
      ({ message } = failureOf(() => {
        testStages(() => {
          played = true;
        });
      }));
    });

    expect([message, played]).toEqual([missing, false]);
  });

  /** jasmine's: it notes what fails and goes on, and tells matchers of its equality. */
  function jasmine(failed: string[]): object {
    const matchers: Record<string, (util: object) => { compare(actual: unknown, expected: unknown): { pass: boolean } }> = {};
    const note = (matcher: string) => (pass: boolean) => {
      if (!pass) failed.push(matcher);
    };
    return {
      jasmine: { addMatchers: (added: typeof matchers) => Object.assign(matchers, added) },
      expect: (actual: unknown) => ({
        toEqual: (expected: unknown) => {
          note('toEqual')(actual === expected);
        },
        ...Object.fromEntries(
          Object.entries(matchers).map(([name, make]) => [
            name,
            (expected: unknown) => {
              note(name)(make({ equals: Object.is }).compare(actual, expected).pass);
            },
          ]),
        ),
      }),
    };
  }

  it('compares by jasmine’s equality, whose expect does not throw', () => {
    const failed: string[] = [];
    let message = '';
    within(jasmine(failed), () => {
      play('a|')();
      ({ message } = failureOf(play('b|')));
    });

    expect(failed).toEqual([]);
    expect(message).toContain("expected  at 0 ms b, fulfilled with 'b'");
  });
});
