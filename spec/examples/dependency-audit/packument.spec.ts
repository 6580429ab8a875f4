import { pick, type Packument } from '../../../examples/dependency-audit/packument';

const packument: Packument = {
  name: 'left',
  'dist-tags': { latest: '2.1.0', next: '3.0.0-rc.1' },
  versions: Object.fromEntries(['1.0.0', '1.4.0', '2.1.0', '2.2.0', '3.0.0-rc.1'].map((version) => [version, { name: 'left', version }])),
};

describe('pick', () => {
  it.each([
    ['*', '2.1.0'],
    ['^2.0.0', '2.1.0'],
    ['^1.0.0', '1.4.0'],
    ['2.2.0', '2.2.0'],
    ['~1.0 || ^2.2', '2.2.0'],
    ['next', '3.0.0-rc.1'],
  ])('takes, for %s, %s: the latest version if it will do, else the highest that does', (range, version) => {
    expect(pick(packument, { name: 'left', range })).toEqual({ name: 'left', version });
  });

  it.each(['^4.0.0', 'no-such-tag'])('throws if no version is %s', (range) => {
    expect(() => pick(packument, { name: 'left', range })).toThrow(`no version of left is '${range}'`);
  });
});
