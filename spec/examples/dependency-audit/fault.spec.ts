import { fault, FAULTS } from '../../../examples/dependency-audit/registry/fault';

const names = Array.from({ length: 20_000 }, (_, index) => `package-${String(index)}`);

describe('fault', () => {
  const faults = names.map((name) => fault(name, 1));

  it('is the same for the same name and seed', () => {
    expect(names.map((name) => fault(name, 1))).toEqual(faults);
    expect(names.map((name) => fault(name, 2))).not.toEqual(faults);
  });

  it.each(FAULTS)('befalls about one package in a hundred: %s', (kind) => {
    expect(faults.filter((found) => found === kind).length / names.length).toBeCloseTo(0.01, 2);
  });
});
