import fc from 'fast-check';
import { parametersOf, readParameters } from '../../playground/address';
import { planOf } from '../../playground/plan';
import { PRESETS, problemOf, type Scenario } from '../../playground/scenario';
import { scenarios } from './scenarios';

const [usual] = Object.values(PRESETS) as [Scenario];

describe('the address', () => {
  it('is short and readable', () => {
    expect(parametersOf(usual)).toBe(
      'items=12&seed=1&stage=search_150-900_slow0_fan2-4_fail0_retry0_at6&stage=detail_100-500_slow0_fail0_retry0_at8',
    );
  });

  it('restores any scenario exactly', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const read = readParameters(parametersOf(scenario));

        expect(read.replaced).toEqual([]);
        expect(planOf(read.scenario)?.branches).toEqual(planOf(scenario)?.branches);
        expect(parametersOf(read.scenario)).toBe(parametersOf(scenario));
      }),
      { numRuns: 100 },
    );
  });

  it('without parameters has the first preset, and no complaint', () => {
    expect(readParameters('')).toEqual({ scenario: usual, replaced: [] });
  });

  it.each<[string, string, string[]]>([
    ['a number that is too large', parametersOf(usual).replace('items=12', 'items=99999'), ['items']],
    ['what is no number', parametersOf(usual).replace('seed=1', 'seed=1e3'), ['seed']],
    ['a name with markup', parametersOf(usual).replace('search', '<script>alert(1)</script>'), ['stage 1']],
    ['two stages of one name', parametersOf(usual).replace('detail', 'search'), ['stage 2']],
    ['a range from its end', parametersOf(usual).replace('150-900', '900-150'), ['stage 1']],
    ['a list of the last stage', parametersOf(usual).replace('100-500_slow0', '100-500_slow0_fan1-3'), ['stage 2']],
    ['a part that is missing', parametersOf(usual).replace('_fail0', ''), ['stage 1']],
    ['a part too many', parametersOf(usual).replace('_at6', '_at6_at7'), ['stage 1']],
    ['one stage', 'items=3&seed=1&stage=a_1-2_slow0_fan1-1_fail0_retry0_at1', ['the number of stages', 'stage 2']],
    ['too many stages', `items=3&seed=1${'abcde'.replace(/./g, '&stage=$&_1-2_slow0_fan1-1_fail0_retry0_at1')}`, ['the number of stages', 'stage 4']],
    ['too many branches', parametersOf({ ...usual, items: 500 }).replace('fan2-4', 'fan10-10'), ['items']],
    ['nothing that is known', '__proto__=1&constructor=2&%', ['the number of stages', 'stage 1', 'stage 2', 'items', 'seed']],
  ])('with %s has a valid scenario, and says what was replaced', (_what, text, replaced) => {
    const read = readParameters(text);

    expect(read.replaced).toEqual(replaced);
    expect(problemOf(read.scenario)).toBeUndefined();
  });

  it('gives a valid scenario whatever it is', () => {
    const part = fc.oneof(fc.constantFrom('stage=', 'a_', '1-2', '_fan', '9'.repeat(30), '&', 'items=', '-', '%zz', '_at'), fc.string());
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const { scenario } = readParameters(parts.join(''));

        expect(problemOf(scenario)).toBeUndefined();
        expect(planOf(scenario)).toBeDefined();
        expect(readParameters(parametersOf(scenario))).toEqual({ scenario, replaced: [] });
      }),
      { numRuns: 300 },
    );
  });
});
