import { advisoriesFor } from '../../../examples/dependency-audit/registry/advisories';

const IDS = Array.from({ length: 1_000 }, (_, index) => `package-${String(index)}@1.0.0`);

describe('advisoriesFor', () => {
  it('are always the same for a seed, and others for another one', () => {
    const all = (seed: number) => IDS.map((id) => advisoriesFor(id, seed));

    expect(all(1)).toEqual(all(1));
    expect(all(2)).not.toEqual(all(1));
  });

  it('are there for some packages, of every severity, and say that they are made up', () => {
    const found = IDS.flatMap((id) => advisoriesFor(id, 1));

    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(IDS.length / 10);
    expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set(['low', 'moderate', 'high', 'critical']));
    for (const { title } of found) expect(title).toMatch(/^made-up /);
  });
});
