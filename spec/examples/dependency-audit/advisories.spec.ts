import { advisoriesFor, bulkAnswer } from '../../../examples/dependency-audit/registry/advisories';

const NAMES = Array.from({ length: 1_000 }, (_, index) => `package-${String(index)}`);

describe('advisoriesFor', () => {
  it('are always the same for a seed, and others for another one', () => {
    const all = (seed: number) => NAMES.map((name) => advisoriesFor(name, '1.0.0', seed));

    expect(all(1)).toEqual(all(1));
    expect(all(2)).not.toEqual(all(1));
  });

  it('are there for some packages, of every severity, and say that they are made up', () => {
    const found = NAMES.flatMap((name) => advisoriesFor(name, '1.0.0', 1));

    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(NAMES.length / 10);
    expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set(['low', 'moderate', 'high', 'critical']));
    for (const { title } of found) expect(title).toMatch(/^made-up /);
  });
});

describe('bulkAnswer', () => {
  it('has what there is for each version of each package, and leaves out packages that have nothing', () => {
    const known = NAMES.filter((name) => bulkAnswer({ [name]: ['1.0.0'] }, 1)[name] !== null);
    const [some = '', none = ''] = [true, false].map((has) => known.find((name) => advisoriesFor(name, '1.0.0', 1).length > 0 === has));

    expect(bulkAnswer({ [some]: ['1.0.0'], [none]: ['1.0.0'] }, 1)).toEqual({ [some]: advisoriesFor(some, '1.0.0', 1) });
  });

  it('says of which packages the advisories are not known', () => {
    const unknown = NAMES.filter((name) => bulkAnswer({ [name]: ['1.0.0'] }, 1)[name] === null);

    expect(unknown.length).toBeGreaterThan(0);
    expect(unknown.length).toBeLessThan(NAMES.length / 10);
  });
});
