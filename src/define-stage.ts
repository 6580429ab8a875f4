import { check, count, FUNCTION, NAME, OBJECT, oneOf, readOptions, type Rule } from './check.js';
import { segmentOf } from './compose.js';
import type { PolicyOptions, StagePlan } from './engine/plan.js';
import { POLICIES } from './policies/all.js';
import { quote } from './quote.js';
import type { StageChanges, StageOptions } from './stage-options.js';

/** A project, its types set aside. */
export type Project = StagePlan['project'];

const RULES: Readonly<Record<string, Rule>> = Object.fromEntries([
  ['concurrency', count(1)],
  ['deliver', oneOf([true, false])],
  ...POLICIES.flatMap(({ rules }) => Object.entries(rules)),
]);

/** A limit that somebody has written down holds as it is written: no default of ours cuts it. */
function defaultConcurrency({ limit = [] }: PolicyOptions): number {
  return [limit].flat().length > 0 ? Infinity : 16;
}

/** What is special about one kind of stages. */
export interface Kind {
  /** The function that makes them. */
  readonly call: string;
  /** Beside the rules of all stages, or instead of some. */
  readonly rules?: Readonly<Record<string, Rule>>;
  /** The options that there are no defaults for. */
  readonly needed?: readonly string[];
  /** What else is to be said of them, made of their options. The ones that it does not return are for policies. */
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
      // Whether values are fed back decides the types of a stage's inputs, and stays.
      if ('recurse' in changes) throw new TypeError(`${where}: with() cannot change \`recurse\`: make a new stage`);
      const { project: other = project, ...others } = changes;
      return defineStage(kind, name, other, { ...options, ...others });
    },
  });
}
