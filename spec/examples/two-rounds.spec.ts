import { Spawned } from './spawned';

jest.setTimeout(60_000);

describe('two rounds', () => {
  it('O2 starts a21 before c1 answers, and delivers every result', async () => {
    const spawned = new Spawned('two-rounds.ts');
    expect(await spawned.ended).toBe(0);

    const lines = spawned.stdout
      .trim()
      .split('\n')
      .map((line) => line.replace(/^ *\d+ ms +/, ''));
    expect(lines.indexOf('a21 starts')).toBe(lines.indexOf('a1 answers') + 1);
    expect(lines.indexOf('a21 starts')).toBeLessThan(lines.indexOf('c1 answers'));
    expect(lines.filter((line) => line.startsWith('fulfilled: ')).sort()).toEqual(
      ['a → a21', 'a → a22', 'b → b21', 'b → b22', 'b → b23', 'c → c21'].map((chain) => `fulfilled: ${chain}`),
    );
  });
});
