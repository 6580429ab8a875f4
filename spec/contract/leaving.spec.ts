import { LeavingRun, type Traits } from '../support/leaving';

/* A run may be left from within whatever it asks: nothing is asked, taken, pulled, started, told of or held afterwards. */

const BOTH = [false, true];
const RETRIES = [undefined, 'number', 'function', 'notifier'] as const;
const LIMITS = [undefined, 'common', 'by', 'own'] as const;
const SHARING: readonly Traits[] = [{}, { key: true }, { cache: true }];
const GOING_ON: readonly Traits[] = [{}, { recurse: true }, { nextPage: true }];

/** Each order and each kind of attempt, with each of the other traits, and the others in turn: not all with all, which takes minutes. */
const TRAITS: readonly Traits[] = BOTH.flatMap((order) => BOTH.flatMap((atomic) => BOTH.map((lists) => ({ order, atomic, lists })))).flatMap(
  (kind, number) =>
    RETRIES.map((retry, index): Traits => ({
      ...kind,
      retry,
      limit: LIMITS[(number + index) % LIMITS.length],
      ...SHARING[(number + index) % SHARING.length],
      ...GOING_ON[(number + 2 * index) % GOING_ON.length],
    })),
);

/** Of those that are asked often: the first times, and some later ones. */
const TURNS = [1, 2, 3, 5, 8, 13, 21];

it.each(TRAITS)('C1 nothing goes on when a run with %j is left from within any question', (traits) => {
  const whole = new LeavingRun(traits).play();
  expect(whole.wrong).toEqual([]);

  const complaints = [...whole.asked].flatMap(([question, times]) =>
    TURNS.filter((turn) => turn <= times).flatMap((turn) =>
      new LeavingRun(traits, question, turn).play().wrong.map((wrong) => `${question} ${String(turn)}: ${wrong}`),
    ),
  );

  expect(complaints).toEqual([]);
});
