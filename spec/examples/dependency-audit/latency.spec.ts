import { latency, MEDIAN } from '../../../examples/dependency-audit/registry/latency';

const names = Array.from({ length: 20_000 }, (_, index) => `package-${String(index)}`);

describe('latency', () => {
  it('is the same for the same name and seed, and another for another', () => {
    expect(latency('rxjs', 1)).toBe(latency('rxjs', 1));
    expect(latency('rxjs', 2)).not.toBe(latency('rxjs', 1));
    expect(latency('axios', 1)).not.toBe(latency('rxjs', 1));
  });

  it('is log-normal, with a long tail', () => {
    const logarithms = names.map((name) => Math.log(latency(name, 2) / MEDIAN)).sort((a, b) => a - b);
    // The quantiles of the standard normal distribution, which this many names meet closely.
    for (const [share, deviation] of [
      [0.01, -2.326],
      [0.159, -1],
      [0.5, 0],
      [0.841, 1],
      [0.99, 2.326],
    ] as const) {
      expect(Math.abs((logarithms[share * names.length] as number) - deviation)).toBeLessThan(0.1);
    }
  });
});
