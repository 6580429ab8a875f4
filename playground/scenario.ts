/** What the requests of one stage are like, and its options. */
export interface StageSettings {
  readonly name: string;
  /** The latency of a request, in ms. */
  readonly from: number;
  readonly to: number;
  /** How many of 100 requests are slow: they take {@link SLOWER} times as long. */
  readonly slow: number;
  /** How many requests of the next stage an answer leads to. What the last stage has here does not matter. */
  readonly min: number;
  readonly max: number;
  /** How many of 100 attempts fail. */
  readonly fail: number;
  readonly retry: number;
  readonly concurrency: number;
}

export interface Scenario {
  readonly items: number;
  readonly seed: number;
  readonly stages: readonly StageSettings[];
}

/** A number of a scenario: what the form calls it, and what it may be. */
export interface Field {
  readonly label: string;
  readonly min: number;
  readonly max: number;
}

export type StageField = Exclude<keyof StageSettings, 'name'>;

/** How many times longer a slow request takes. */
export const SLOWER = 10;

export const SCENARIO_FIELDS: Readonly<Record<'items' | 'seed', Field>> = {
  items: { label: 'Items', min: 1, max: 500 },
  seed: { label: 'Seed', min: 0, max: 9_999 },
};

export const STAGE_FIELDS: Readonly<Record<StageField, Field>> = {
  from: { label: 'Latency from, ms', min: 1, max: 10_000 },
  to: { label: 'Latency to, ms', min: 1, max: 10_000 },
  slow: { label: `${String(SLOWER)} times slower, %`, min: 0, max: 50 },
  min: { label: 'Children from', min: 0, max: 10 },
  max: { label: 'Children to', min: 0, max: 10 },
  fail: { label: 'Failing, %', min: 0, max: 90 },
  retry: { label: 'Retries', min: 0, max: 5 },
  concurrency: { label: 'At once', min: 1, max: 32 },
};

export const MAX_BRANCHES = 2_000;
export const MIN_STAGES = 2;
export const MAX_STAGES = 4;

/** A name is a part of the address and of the code, so it needs no quoting there. */
export const NAME = /^[A-Za-z][A-Za-z0-9]{0,15}$/;

export const NEW_STAGE: StageSettings = { name: 'stage', from: 80, to: 320, slow: 0, min: 1, max: 3, fail: 0, retry: 0, concurrency: 8 };

const stage = (name: string, settings: Partial<StageSettings>): StageSettings => ({ ...NEW_STAGE, ...settings, name });

export const PRESETS: Readonly<Record<string, Scenario>> = {
  'Search → detail': {
    items: 12,
    seed: 1,
    stages: [stage('search', { from: 150, to: 900, min: 2, max: 4, concurrency: 6 }), stage('detail', { from: 100, to: 500, concurrency: 8 })],
  },
  'One slow request': {
    items: 10,
    seed: 15,
    stages: [stage('list', { from: 120, to: 240, slow: 10, min: 2, max: 3, concurrency: 10 }), stage('item', { from: 100, to: 260, concurrency: 8 })],
  },
  'Flaky API with retries': {
    items: 16,
    seed: 11,
    stages: [
      stage('list', { from: 80, to: 240, min: 2, max: 3, fail: 25, retry: 3, concurrency: 4 }),
      stage('item', { from: 60, to: 200, fail: 25, retry: 3, concurrency: 6 }),
    ],
  },
  'Tight bounds': {
    items: 20,
    seed: 22,
    stages: [stage('page', { from: 80, to: 300, slow: 5, min: 1, max: 3, concurrency: 2 }), stage('image', { from: 80, to: 260, concurrency: 3 })],
  },
  'Three rounds': {
    items: 8,
    seed: 17,
    stages: [
      stage('user', { from: 80, to: 400, slow: 8, min: 2, max: 4, concurrency: 4 }),
      stage('post', { from: 60, to: 300, slow: 4, min: 1, max: 4, fail: 4, retry: 1, concurrency: 8 }),
      stage('comment', { from: 40, to: 200, slow: 2, fail: 4, retry: 1, concurrency: 12 }),
    ],
  },
  '500 branches': {
    items: 100,
    seed: 1,
    stages: [
      stage('search', { from: 80, to: 400, slow: 3, min: 2, max: 6, fail: 3, retry: 2, concurrency: 16 }),
      stage('detail', { from: 60, to: 300, slow: 2, fail: 3, retry: 2, concurrency: 24 }),
    ],
  },
};

/** Says what is wrong with a scenario, by the name of its first wrong field. */
export function problemOf({ items, seed, stages }: Scenario): string | undefined {
  for (const [key, value] of Object.entries({ items, seed })) {
    const problem = unfit(SCENARIO_FIELDS[key as 'items' | 'seed'], value);
    if (problem !== undefined) return problem;
  }
  for (const [index, settings] of stages.entries()) {
    const problem = stageProblemOf(settings);
    if (problem !== undefined) return `Stage ${String(index + 1)}: ${problem}`;
    if (stages.findIndex(({ name }) => name === settings.name) < index)
      return `Two stages are called ${settings.name}. Each needs a name of its own.`;
  }
  return undefined;
}

function stageProblemOf(settings: StageSettings): string | undefined {
  if (!NAME.test(settings.name)) return 'Name must be 1 to 16 letters and digits, a letter first.';
  for (const [key, field] of Object.entries(STAGE_FIELDS)) {
    const problem = unfit(field, settings[key as StageField]);
    if (problem !== undefined) return problem;
  }
  if (settings.from > settings.to) return 'the latency must not begin above its end.';
  if (settings.min > settings.max) return 'the number of children must not begin above its end.';
  return undefined;
}

function unfit({ label, min, max }: Field, value: number): string | undefined {
  return Number.isInteger(value) && value >= min && value <= max
    ? undefined
    : `${label} must be a whole number from ${String(min)} to ${String(max)}.`;
}
