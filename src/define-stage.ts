import { check, count, FUNCTION, NAME, OBJECT, oneOf, readOptions, type Rule } from './check.js';
import { segmentOf } from './compose.js';
import type { PolicyOptions, StagePlan } from './engine/plan.js';
import { POLICIES } from './policies/all.js';
import { quote } from './quote.js';
import type { StageChanges, StageOptions } from './stage-options.js';

/** A project without its types. */
export type Project = StagePlan['project'];

const RULES: Readonly<Record<string, Rule>> = Object.fromEntries([
  ['concurrency', count(1)],
  ['deliver', oneOf([true, false])],
  ...POLICIES.flatMap(({ rules }) => Object.entries(rules)),
]);

/**
 * The default `concurrency`. A stage with a `limit` has none, so that no default of ours undercuts
 * it.
 */
function defaultConcurrency({ limit = [] }: PolicyOptions): number {
  return [limit].flat().length > 0 ? Infinity : 16;
}

/** What differs between kinds of stages. */
export interface Kind {
  /** The name of the public function that makes them. */
  readonly call: string;
  /** Rules in addition to those of all stages, or instead of some. */
  readonly rules?: Readonly<Record<string, Rule>>;
  /** The options that have no default. */
  readonly needed?: readonly string[];
  /**
   * Returns the rest of the plan. The `options` in it go to the policies; it removes those that it
   * handles itself.
   */
  define(where: string, options: PolicyOptions, concurrency: number): Partial<StagePlan>;
}

/**
 * Makes a stage of any kind.
 *
 * @throws TypeError, RangeError that name the argument and quote its value
 */
export function defineStage(kind: Kind, name: string, project: Project, options: StageOptions): unknown {
  check(`${kind.call}: name`, NAME, name);
  const where = `${kind.call} ${quote(name)}`;
  check(`${where}: project`, FUNCTION, project);

  const rules = kind.rules === undefined ? RULES : { ...RULES, ...kind.rules };
  const { concurrency, deliver, ...own } = readOptions<StageOptions & PolicyOptions>(where, options, rules, {}, kind.needed);
  for (const policy of POLICIES) policy.check?.(where, own);
  const bound = concurrency ?? defaultConcurrency(own);
  const definition: Omit<StagePlan, 'followers'> = {
    name,
    project,
    lists: false,
    concurrency: bound,
    deliver: deliver === true,
    options: own,
    ...kind.define(where, own, bound),
  };
  const operator = segmentOf(kind.call, (followers) => [{ stage: { ...definition, followers } }]);
  Object.defineProperty(operator, 'name', { value: name, enumerable: true });
  return Object.assign(operator, {
    project,
    options,
    with(changes: StageChanges<Project>) {
      check(`${where}: changes`, OBJECT, changes);
      // Whether a stage recurses decides the type of its inputs, so `with` must not change it.
      if ('recurse' in changes) throw new TypeError(`${where}: with() cannot change \`recurse\`: create a new stage`);
      const { project: other = project, ...others } = changes;
      return defineStage(kind, name, other, { ...options, ...others });
    },
  });
}
