import { check, count, FUNCTION, OBJECT, oneOf, readOptions, type Rule } from './check.js';
import type { PolicyOptions, StagePlan } from './engine/types.js';
import { planFor } from './pipeline-options.js';
import { POLICIES, policiesFor } from './policies/all.js';
import { quote } from './quote.js';
import { runnable } from './runnable.js';
import type { StageChanges, StageOptions } from './stage-options.js';

/** A project, its types set aside. */
export type Project = StagePlan['project'];

const NAME: Rule = ['a non-empty string', (value) => typeof value === 'string' && value !== ''];

const RULES: Readonly<Record<string, Rule>> = Object.fromEntries([
  ['concurrency', count(1)],
  ['deliver', oneOf([true, false])],
  ...POLICIES.flatMap(({ rules }) => Object.entries(rules)),
]);

/** A limit that somebody has written down holds as it is written: no default of ours cuts it. */
function defaultConcurrency({ limit = [] }: PolicyOptions): number {
  return [limit].flat().length > 0 ? Infinity : 16;
}

const definitions = new WeakMap<object, StagePlan>();

/** What `pipeline` needs to know of a stage; undefined if it is none. */
export function definitionOf(candidate: unknown): StagePlan | undefined {
  return definitions.get(candidate as object);
}

/**
 * Makes a stage of either kind.
 *
 * @throws TypeError, RangeError that name the argument and quote its value
 */
export function defineStage(kind: 'stage' | 'listStage', name: string, project: Project, options: StageOptions): unknown {
  check(`${kind}: name`, NAME, name);
  const where = `${kind} ${quote(name)}`;
  check(`${where}: project`, FUNCTION, project);

  const { concurrency, deliver, ...own } = readOptions<StageOptions & PolicyOptions>(where, options, RULES, {});
  for (const policy of POLICIES) policy.check?.(where, own);
  const definition: StagePlan = {
    name,
    project,
    lists: kind === 'listStage',
    concurrency: concurrency ?? defaultConcurrency(own),
    deliver: deliver === true,
    options: own,
    policies: policiesFor(own),
  };
  const operator = runnable(planFor([definition], {}));
  definitions.set(operator, definition);
  Object.defineProperty(operator, 'name', { value: name, enumerable: true });
  return Object.assign(operator, {
    project,
    options,
    with(changes: StageChanges<Project>) {
      check(`${where}: changes`, OBJECT, changes);
      // Whether values are fed back decides the types of a stage's inputs, and stays.
      if ('recurse' in changes) throw new TypeError(`${where}: with() cannot change \`recurse\`: make a new stage`);
      const { project: other = project, ...others } = changes;
      return defineStage(kind, name, other, { ...options, ...others });
    },
  });
}
