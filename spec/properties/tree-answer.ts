import type { StageNode, TreeScenario } from './tree-scenario.js';

/** How many inputs differ at one depth: few, so that keys are often equal. */
const NAMES = 8;
/** A page of an input has its number in the thousands. */
const PAGE = 1_000;

/** A number that follows from what is given, and looks like chance. */
function chance(...from: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const letter of from.join('|')) hash = Math.imul(hash ^ (letter.codePointAt(0) as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** Something of JSON, all but attempts, which a key makes a matter of time. */
export function written(value: unknown): string {
  return JSON.stringify(value, (name, part: unknown) => (name === 'attempts' ? undefined : part instanceof Error ? reasonOf(part) : part));
}

/** A reason in words: our own by its message, the library's by its name. */
export function reasonOf({ name, message }: Error): string {
  return name === 'Error' ? message : name;
}

/** An input as a number: what a `join` gives stands for itself. */
export function idOf(input: unknown): number {
  if (typeof input === 'number') return input;
  return below(idOf((input as { readonly input: unknown }).input), chance(written(input)));
}

/** How far from its end a tree is, at an input. */
function fuel(id: number): number {
  return Math.floor((id % PAGE) / NAMES);
}

function below(id: number, other: number): number {
  return Math.max(0, fuel(id) - 1) * NAMES + (other % NAMES);
}

export function rootsOf({ seed, roots }: TreeScenario): readonly number[] {
  return roots.map((_, index) => 3 * NAMES + (chance(seed, 'root', index) % NAMES));
}

/** What one attempt for an input does. */
export interface TreeAnswer {
  readonly kind: 'observable' | 'array' | 'generator' | 'promise' | 'async generator';
  readonly emissions: readonly { readonly gap: number; readonly values: readonly number[] }[];
  readonly gap: number;
  readonly failing: 'never' | 'throw' | 'end';
  readonly reason: string;
}

export function answerOf({ seed, promises }: TreeScenario, { name, lists }: StageNode, input: unknown, attempt: number): TreeAnswer {
  const id = idOf(input);
  const pick = <T>(what: string, ...from: readonly T[]): T => from[chance(seed, name, id, attempt, what) % from.length] as T;
  const kind = pick<TreeAnswer['kind']>(
    'kind',
    'observable',
    'observable',
    'array',
    'generator',
    ...(promises ? (['promise', 'async generator'] as const) : []),
  );
  const count = fuel(id) > 0 ? pick('count', 0, 1, 1, 2, 2, 3) : pick('count', 0, 1);
  const values = Array.from({ length: count }, (_, index) => below(id, chance(seed, name, id, attempt, index)));
  const isOne = kind === 'promise';
  const failing = pick<TreeAnswer['failing']>('failing', 'never', 'never', 'never', 'never', 'end', 'throw');
  const grouped = lists && (isOne || pick('grouped', true, false)) ? [values] : values.map((value) => [value]);
  const emissions = (isOne && !lists ? [[below(id, count)]] : grouped).map((group, index) => ({
    gap: pick(`gap ${String(index)}`, 0, 0, 1, 2),
    values: group,
  }));
  return {
    kind,
    emissions: isOne && failing === 'end' ? [] : emissions,
    gap: pick('gap', 0, 0, 1),
    failing,
    reason: `${name} fails for ${String(id)}`,
  };
}

/** What one attempt for an input comes to where a request is for several: its value, an error of its own, or the failure of the request. */
export interface InputAnswer {
  /** After how many frames its part is there. */
  readonly gap: number;
  readonly value: number;
  readonly failing: 'never' | 'alone' | 'request' | 'throw';
  readonly reason: string;
}

export function inputAnswerOf({ seed }: TreeScenario, { name, batch }: StageNode, input: unknown, attempt: number): InputAnswer {
  const id = idOf(input);
  const pick = <T>(what: string, ...from: readonly T[]): T => from[chance(seed, name, id, attempt, what) % from.length] as T;
  const failing = pick<InputAnswer['failing']>('failing', 'never', 'never', 'never', 'never', 'alone', 'request', 'throw');
  return {
    gap: pick('gap', 0, 0, 1, 2),
    value: below(id, chance(seed, name, id, attempt)),
    failing: batch?.fails === true || failing === 'alone' ? failing : 'never',
    reason: `${name} fails for ${String(id)}`,
  };
}

/** What an input counts towards the size of a batch. */
export function weightOf(input: unknown): number {
  return idOf(input) % 3;
}

/** What is fed back for a value. */
export function recursedOf({ seed }: TreeScenario, { name }: StageNode, value: number): readonly number[] {
  return Array.from({ length: fuel(value) > 0 ? chance(seed, name, 'recurse', value) % 3 : 0 }, (_, index) =>
    below(value, chance(seed, name, 'recurse', value, index)),
  );
}

export function nextPageOf({ seed }: TreeScenario, { name }: StageNode, value: number, input: unknown): number | undefined {
  const id = idOf(input);
  return id < 2 * PAGE && chance(seed, name, 'page', value, id) % 2 === 0 ? id + PAGE : undefined;
}

/** What a test says of a value: now and then it makes a mistake. */
export function verdictOf({ seed }: TreeScenario, name: string, value: unknown): 'pass' | 'fail' | 'throw' | 'promise' {
  const verdicts = ['pass', 'pass', 'pass', 'pass', 'fail', 'fail', 'throw', chance(seed, name) % 4 === 0 ? 'promise' : 'pass'] as const;
  return verdicts[chance(seed, name, idOf(value)) % verdicts.length] as (typeof verdicts)[number];
}
