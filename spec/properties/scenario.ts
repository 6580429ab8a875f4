import fc, { type Arbitrary } from 'fast-check';
import type { Overflow } from 'rxjs-stages';
import { IDLE_POLICIES, type IdlePolicy } from './idle-policy.js';
import { limitScenarios, LIMITS, NO_POLICIES, policies, type LimitScenario, type Policies, type PolicyChoice } from './policies.js';
import type { Kind, Script } from './script.js';
import { PLAIN, sources } from './tree.js';

/** One stage, apart from what its project does. */
export interface StageScenario {
  readonly lists: boolean;
  readonly concurrency: number | undefined;
  readonly deliver: boolean;
  /** A policy that changes nothing. */
  readonly idle: IdlePolicy | undefined;
  readonly policies: Policies;
}

/** When the consumer leaves: at a frame, or from inside the n-th call of its own code, of a project, of what a project has answered, or of a policy's function. */
export interface Leaving {
  readonly on: 'frame' | 'outcome' | 'project' | 'answer' | 'event' | 'policy';
  readonly count: number;
}

/** One run, told completely: it always goes the same way. */
export interface Scenario {
  readonly stages: readonly StageScenario[];
  readonly source: Script;
  readonly concurrency: number;
  readonly highWaterMark: number;
  /** Whether all stages share a limit that lets everything pass. */
  readonly limited: boolean;
  readonly limits: readonly LimitScenario[];
  /** Which of them every stage needs. */
  readonly limitedBy: readonly number[];
  readonly order: 'completion' | 'source';
  readonly maxWaiting: number | undefined;
  readonly overflow: Overflow | undefined;
  readonly leaving: Leaving | undefined;
  /** Whether every event is logged, by a stage that has a limit of its own. */
  readonly logs: boolean;
  /** The outcomes within whose delivery the consumer lets time go by. */
  readonly lingering: readonly number[];
}

/** Which scenarios to make. */
export interface Choice {
  readonly kinds: readonly Kind[];
  readonly sourceKinds: readonly Kind[];
  readonly lists: boolean;
  /** Ways to leave early; none if the run is never cut short. */
  readonly leaving: readonly Leaving['on'][];
  readonly lingers: boolean;
  /** The policies of stages that have any. */
  readonly policies?: PolicyChoice;
  readonly orders?: readonly Scenario['order'][];
}

/** Trees whose every run is over in virtual time, without a promise. */
export const WITHOUT_PROMISES = {
  kinds: ['observable', 'array', 'generator', 'iterator'],
  sourceKinds: ['observable', 'hot', 'array', 'generator', 'iterator'],
  lists: true,
  lingers: true,
} satisfies Omit<Choice, 'leaving'>;

export const ANY_KIND = {
  kinds: [...WITHOUT_PROMISES.kinds, 'promise', 'async generator', 'async iterator'],
  sourceKinds: [...WITHOUT_PROMISES.sourceKinds, 'promise', 'async generator', 'async iterator'],
  lists: true,
  lingers: true,
} satisfies Omit<Choice, 'leaving'>;

export const ANY_WAY = ['frame', 'outcome', 'project', 'answer', 'event'] satisfies Choice['leaving'];

const IDLES = Object.keys(IDLE_POLICIES) as IdlePolicy[];

export function scenarios({ kinds, sourceKinds, lists, leaving, lingers, policies: choice, orders = ['completion'] }: Choice): Arbitrary<Scenario> {
  const stage = fc.record(
    {
      lists: lists ? fc.boolean() : fc.constant(false),
      concurrency: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      deliver: fc.boolean(),
      idle: choice !== undefined ? fc.constant(undefined) : fc.option(fc.constantFrom(...IDLES), { nil: undefined, freq: 2 }),
      policies: choice === undefined ? fc.constant(NO_POLICIES) : policies(choice),
    },
    PLAIN,
  );
  return fc.array(stage, { minLength: 1, maxLength: 4 }).chain((stages) =>
    fc
      .record(
        {
          stages: fc.constant(stages),
          source: sources(
            stages.map((each) => each.lists),
            kinds,
            sourceKinds,
            choice !== undefined,
          ),
          concurrency: fc.constantFrom(1, 2, 3, 4, 16, Infinity),
          highWaterMark: fc.constantFrom(1, 2, 3, 64, Infinity),
          limited: choice === undefined ? fc.boolean() : fc.constant(false),
          limits: choice === undefined ? fc.constant([]) : limitScenarios(choice),
          limitedBy:
            choice === undefined || choice.limits.length === 0
              ? fc.constant([])
              : fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.nat(LIMITS - 1).map((index) => [index]) }),
          order: fc.constantFrom(...orders),
          ...overflows(),
          leaving: leaving.length === 0 ? fc.constant(undefined) : fc.option(leavings(leaving), { nil: undefined }),
          logs: choice === undefined ? fc.constant(false) : fc.boolean(),
          lingering: lingers ? fc.uniqueArray(fc.nat(12), { maxLength: 3 }) : fc.constant([]),
        },
        PLAIN,
      )
      .map((scenario) => ({
        ...scenario,
        overflow: scenario.maxWaiting === undefined ? undefined : scenario.overflow,
        lingering: hurries(scenario) ? [] : scenario.lingering,
      })),
  );
}

function overflows() {
  return {
    maxWaiting: fc.option(fc.nat(3), { nil: undefined, freq: 2 }),
    overflow: fc.constantFrom<Overflow | undefined>(undefined, 'error', 'drop-oldest', 'drop-newest'),
  };
}

function leavings(ways: readonly Leaving['on'][]): Arbitrary<Leaving> {
  return fc.record({ on: fc.constantFrom(...ways), count: fc.oneof(fc.nat(4), fc.nat(40)) }, PLAIN);
}

/** How many attempts at `depth` may be open. */
export function concurrencyOf({ stages }: Scenario, depth: number): number {
  const { concurrency, policies, idle } = stages[depth] as StageScenario;
  return concurrency ?? (policies.limits.length > 0 || idle === 'limit' || idle === 'limits' ? Infinity : 16);
}

/** Whether the emissions at `depth` are delivered. */
export function delivers({ stages }: Scenario, depth: number): boolean {
  return depth === stages.length - 1 || stages[depth]?.deliver === true;
}

/** Whether anything has its time: then nobody may let it go by while others wait. */
function hurries({ stages, limits }: Scenario): boolean {
  return (
    limits.length > 0 && stages.some(({ policies: { attempt, total, queue } }) => attempt !== undefined || total !== undefined || queue !== undefined)
  );
}

export function policiesOf({ stages }: Scenario, depth: number): Policies {
  return stages[depth]?.policies ?? NO_POLICIES;
}

/** Whether a limit may hold up the branches at `depth`. */
export function isLimited({ stages, limitedBy }: Scenario, depth: number): boolean {
  return limitedBy.length > 0 || (stages[depth]?.policies.limits.length ?? 0) > 0;
}

/** Whether branches at `depth` may have no attempt open without their events saying so. */
export function isHidden(scenario: Scenario, depth: number): boolean {
  const { atomic, pages, sharing } = policiesOf(scenario, depth);
  return atomic || pages || sharing === 'slow cache';
}

/** Whether it can be told from outside that a branch at `depth` could start: nothing but slots and queues can hold it up. */
export function isPlain(scenario: Scenario, depth: number): boolean {
  return isTold(scenario, depth) && !isLimited(scenario, depth);
}

/** The same, but for limits. */
export function isTold(scenario: Scenario, depth: number): boolean {
  const { sharing } = policiesOf(scenario, depth);
  return scenario.order === 'completion' && sharing === undefined && !isHidden(scenario, depth) && !isHidden(scenario, depth + 1);
}
