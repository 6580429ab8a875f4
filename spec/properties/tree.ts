import fc, { type Arbitrary } from 'fast-check';
import { named } from './names.js';
import type { Emission, Failing, Kind, Script } from './script.js';

/** Values that code which tests for truth would lose. */
const LEAVES = [undefined, null, 0, '', false, 'leaf', Number.NaN];
const REASONS = [undefined, null, 0, '', 'reason', new Error('reason')];

/** Objects as a person would write them: they are printed shorter. */
export const PLAIN = { noNullPrototype: true };

/** How many emissions a branch has at most, by the number of stages: so that deep trees stay small. */
const FAN_OUT = [0, 8, 5, 4, 3];

const gaps = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) });
const failings: Arbitrary<Failing> = fc.oneof(
  { weight: 12, arbitrary: fc.constant('never' as const) },
  { weight: 4, arbitrary: fc.constantFrom('end' as const, 'list' as const) },
  { weight: 2, arbitrary: fc.constantFrom('throw' as const, 'open' as const, 'nonsense' as const, 'no list' as const) },
);

/**
 * Scripts for the stage at `depth`, with all that grows from them.
 *
 * @param lists - for each stage, whether its projects give lists
 * @param kinds - what projects answer with
 * @param again - whether projects may be asked more than once, and for the same
 */
function scripts(lists: readonly boolean[], kinds: readonly Kind[], again: boolean, depth = 0): Arbitrary<Script> {
  const values = depth === lists.length - 1 ? fc.constantFrom<unknown>(...LEAVES) : scripts(lists, kinds, again, depth + 1);
  const maxLength = FAN_OUT[lists.length] ?? 3;
  const inList = lists[depth] === true;
  const children = inList ? fc.array(values, { maxLength: 3 }) : fc.tuple(values);
  const emissions = fc.array(fc.record({ gap: gaps, values: children, lazy: fc.boolean() }, PLAIN), { maxLength });
  const record = (parts: Partial<{ [Part in keyof Script]: Arbitrary<Script[Part]> }>): Arbitrary<Script> =>
    fc
      .record(
        {
          kind: fc.constantFrom(...kinds),
          emissions,
          gap: gaps,
          failing: failings,
          reason: fc.constantFrom<unknown>(...REASONS),
          readsSignal: fc.nat(5).map((chance) => chance === 5),
          ...ONCE,
          group: fc.nat(1),
          ...parts,
        },
        PLAIN,
      )
      .map((script) => feasible(script, inList));
  if (!again) return record({});
  const few = fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: emissions.map((all) => all.slice(0, 1)) });
  const failed = fc.constantFrom<Failing>('end', 'end', 'end', 'throw', 'open', 'nonsense', 'never');
  const earlier = fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(record({ emissions: few, failing: failed }), { maxLength: 2 }) },
  );
  const page = record({ earlier });
  return record({
    earlier,
    following: fc.option(record({ earlier, following: fc.option(page, { nil: undefined, freq: 2 }) }), { nil: undefined, freq: 2 }),
    twin: fc.option(fc.nat(7), { nil: undefined, freq: 2 }),
  });
}

/** The parts of a script that is played once. */
const ONCE = {
  earlier: fc.constant<readonly Script[]>([]),
  following: fc.constant(undefined),
  twin: fc.constant(undefined),
  name: fc.constant(0),
  group: fc.constant(0),
};

/** Sources, with all that grows from them. */
export function sources(lists: readonly boolean[], kinds: readonly Kind[], sourceKinds: readonly Kind[], again = false): Arbitrary<Script> {
  const roots = fc.tuple(scripts(lists, kinds, again));
  return fc
    .record(
      {
        kind: fc.constantFrom(...sourceKinds),
        emissions: fc.array(fc.record({ gap: gaps, values: roots, lazy: fc.constant(false) }, PLAIN), { maxLength: 8 }),
        gap: gaps,
        failing: fc.constantFrom('never' as const, 'never' as const, 'end' as const),
        reason: fc.constantFrom<unknown>(...REASONS),
        readsSignal: fc.constant(false),
        ...ONCE,
      },
      PLAIN,
    )
    .map((script) => named(feasible(script, false), lists.length));
}

/** Bends a script to what its kind can do: a promise answers once, an array cannot fail, only lists can fail as lists. */
function feasible(script: Script, inList: boolean): Script {
  let { kind, emissions, failing } = script;
  if (kind === 'promise' && emissions.length === 0) kind = 'array';
  if (kind === 'promise') emissions = emissions.slice(0, 1);
  if (!inList && (failing === 'list' || failing === 'no list')) failing = 'end';
  if (failing === 'list' && emissions.length === 0) failing = 'end';
  if (kind === 'array' && (failing === 'end' || failing === 'open')) kind = 'generator';
  if (failing === 'list') emissions = emissions.map(lastIsLazy);
  return { ...script, kind, emissions, failing };
}

/** An array cannot throw after its elements; a generator can. */
function lastIsLazy(emission: Emission, index: number, { length }: readonly Emission[]): Emission {
  return index < length - 1 ? emission : { ...emission, lazy: true };
}
