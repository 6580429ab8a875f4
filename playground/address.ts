import { planOf } from './plan.js';
import {
  MAX_STAGES,
  MIN_STAGES,
  NAME,
  NEW_STAGE,
  PRESETS,
  SCENARIO_FIELDS,
  STAGE_FIELDS,
  type Field,
  type Scenario,
  type StageSettings,
} from './scenario.js';

const STAGE = /^([^_]*)_(\d+)-(\d+)_slow(\d+)(?:_fan(\d+)-(\d+))?_fail(\d+)_retry(\d+)_at(\d+)$/;

/**
 * The parameters of a scenario: `items=12&seed=5&stage=search_120-600_slow6_fan2-4_fail0_retry0_at6`
 * and so on, with one `stage` for each stage. The last one has no `fan`.
 */
export function parametersOf({ items, seed, stages }: Scenario): string {
  const parts = stages.map(({ name, from, to, slow, min, max, fail, retry, concurrency }, index) => {
    const fan = index < stages.length - 1 ? `_fan${String(min)}-${String(max)}` : '';
    return `stage=${name}_${String(from)}-${String(to)}_slow${String(slow)}${fan}_fail${String(fail)}_retry${String(retry)}_at${String(concurrency)}`;
  });
  return [`items=${String(items)}`, `seed=${String(seed)}`, ...parts].join('&');
}

/**
 * Reads the parameters of a scenario.
 *
 * @returns a valid scenario, and the parameters that were missing or not valid: others are in their place
 */
export function readParameters(text: string): { readonly scenario: Scenario; readonly replaced: readonly string[] } {
  const usual = Object.values(PRESETS)[0] as Scenario;
  if (text === '') return { scenario: usual, replaced: [] };
  const parameters = new URLSearchParams(text);
  const replaced = new Set<string>();
  const read = (what: string, { min, max }: Field, value: string | null | undefined, otherwise: number): number => {
    const isNumber = /^\d{1,9}$/.test(value ?? '');
    const number = Math.min(max, Math.max(min, isNumber ? Number(value) : otherwise));
    if (!isNumber || number !== Number(value)) replaced.add(what);
    return number;
  };

  const given = parameters.getAll('stage');
  const count = Math.min(MAX_STAGES, Math.max(MIN_STAGES, given.length));
  if (given.length !== count) replaced.add('the number of stages');
  const names = new Set<string>();
  const stages = Array.from({ length: count }, (_, index): StageSettings => {
    const what = `stage ${String(index + 1)}`;
    const at = (field: keyof typeof STAGE_FIELDS, value: string | undefined): number => read(what, STAGE_FIELDS[field], value, NEW_STAGE[field]);
    const [, name = '', from, to, slow, min, max, fail, retry, concurrency] = STAGE.exec(given[index] ?? '') ?? [];
    const isLast = index === count - 1;
    const settings = {
      name: NAME.test(name) && !names.has(name) ? name : `stage${String(index + 1)}`,
      from: at('from', from),
      to: at('to', to),
      slow: at('slow', slow),
      min: isLast ? NEW_STAGE.min : at('min', min),
      max: isLast ? NEW_STAGE.max : at('max', max),
      fail: at('fail', fail),
      retry: at('retry', retry),
      concurrency: at('concurrency', concurrency),
    };
    names.add(settings.name);
    if (settings.name !== name || settings.from > settings.to || settings.min > settings.max || isLast === (min !== undefined)) replaced.add(what);
    return { ...settings, to: Math.max(settings.from, settings.to), max: Math.max(settings.min, settings.max) };
  });

  let items = read('items', SCENARIO_FIELDS.items, parameters.get('items'), usual.items);
  const seed = read('seed', SCENARIO_FIELDS.seed, parameters.get('seed'), usual.seed);
  // One item has at most 1,111 branches.
  while (planOf({ items, seed, stages }) === undefined) {
    items = Math.floor(items / 2);
    replaced.add('items');
  }
  return { scenario: { items, seed, stages }, replaced: [...replaced] };
}
