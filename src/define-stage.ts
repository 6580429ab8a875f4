import type { StagePlan } from './engine/plan.js';
import { OptionsCheck } from './options.js';
import { planFor, type StageDefinition } from './pipeline-options.js';
import { quote } from './quote.js';
import { runnable } from './runnable.js';
import type { StageChanges, StageOptions } from './stage.js';

/** A project, its types set aside. */
export type Project = StagePlan['project'];

const OPTIONS = ['concurrency', 'deliver'] as const;

const definitions = new WeakMap<object, StageDefinition>();

/** What `pipeline` needs to know of a stage; undefined if it is none. */
export function definitionOf(candidate: unknown): StageDefinition | undefined {
  return typeof candidate === 'function' ? definitions.get(candidate) : undefined;
}

/**
 * Makes a stage of either kind.
 *
 * @throws TypeError, RangeError that name the argument and quote its value
 */
export function defineStage(kind: 'stage' | 'listStage', name: string, project: Project, options: StageOptions): unknown {
  if (typeof name !== 'string' || name === '') throw new TypeError(`${kind}: name must be a string that is not empty, got ${quote(name)}`);
  const check = new OptionsCheck(`${kind} ${quote(name)}`);
  if (typeof project !== 'function') throw new TypeError(`${kind} ${quote(name)}: project must be a function, got ${quote(project)}`);
  check.known(options, OPTIONS);
  const { concurrency, deliver = false } = options;
  check.count('concurrency', concurrency, 1);
  check.type('deliver', deliver, 'true or false', (value) => typeof value === 'boolean');

  const definition = { name, project, lists: kind === 'listStage', concurrency, deliver };
  const operator = runnable(planFor([definition], {}));
  definitions.set(operator, definition);
  const properties = {
    name,
    project,
    options,
    with({ project: other = project, ...changes }: StageChanges<Project>) {
      return defineStage(kind, name, other, { ...options, ...changes });
    },
  };
  for (const [key, value] of Object.entries(properties)) Object.defineProperty(operator, key, { value, enumerable: true });
  return operator;
}
