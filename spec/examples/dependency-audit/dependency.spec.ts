import { dependenciesIn, dependenciesOf } from '../../../examples/dependency-audit/dependency';

describe('dependenciesIn', () => {
  it('gives a name and a range for each entry', () => {
    expect(dependenciesIn({ rxjs: '^7.8.0', tslib: 'latest' })).toEqual([
      { name: 'rxjs', range: '^7.8.0' },
      { name: 'tslib', range: 'latest' },
    ]);
  });

  it('asks for the package that an alias stands for', () => {
    expect(dependenciesIn({ a: 'npm:string-width@^4.2.0', b: 'npm:@scope/name@1.0.0', c: 'npm:@scope/name' })).toEqual([
      { name: 'string-width', range: '^4.2.0' },
      { name: '@scope/name', range: '1.0.0' },
      { name: '@scope/name', range: '*' },
    ]);
  });
});

describe('dependenciesOf', () => {
  it('leaves out what is optional, which a registry lists among the others too', () => {
    const manifest = { name: 'a', version: '1.0.0', dependencies: { b: '^1', c: '^2' }, optionalDependencies: { c: '^2' } };

    expect(dependenciesOf(manifest)).toEqual([{ name: 'b', range: '^1' }]);
  });

  it('is empty for a package that depends on nothing', () => {
    expect(dependenciesOf({ name: 'a', version: '1.0.0' })).toEqual([]);
  });
});
