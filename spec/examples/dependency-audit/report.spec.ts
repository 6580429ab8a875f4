import { AxiosError, type AxiosResponse } from 'axios';
import { advisoriesIn } from '../../../examples/dependency-audit/report/advisories';
import { licenceOf } from '../../../examples/dependency-audit/report/licence';
import { reasonText } from '../../../examples/dependency-audit/report/reason';
import { report } from '../../../examples/dependency-audit/report/report';
import { RefusedError } from '../../../examples/dependency-audit/transport/errors';
import { answered, answeredFor, checked, failed, failedFor, found } from './outcomes';

describe('report', () => {
  it('has every version once, by name, with all that ask for it', () => {
    const tslib = { name: 'tslib', version: '2.0.0', license: '0BSD' };
    const rxjs = { name: 'rxjs', version: '7.8.2', license: 'Apache-2.0', dependencies: { tslib: '*' } };
    const axios = { name: 'axios', version: '1.0.0', license: 'MIT', dependencies: { tslib: '*' } };

    const { packages } = report([answered(rxjs), answered(axios), answeredFor('rxjs', tslib), answered(tslib)], 'app');

    expect(packages).toEqual([
      { name: 'axios', version: '1.0.0', licence: 'MIT', dependents: ['app'] },
      { name: 'rxjs', version: '7.8.2', licence: 'Apache-2.0', dependents: ['app'] },
      { name: 'tslib', version: '2.0.0', licence: '0BSD', dependents: ['app', 'axios', 'rxjs'] },
    ]);
  });

  it('knows of a walk, too, all that ask for what was asked for once, and how many levels it came down', () => {
    const on = (name: string, ...names: string[]) => ({
      name,
      version: '1.0.0',
      dependencies: Object.fromEntries(names.map((each) => [each, '*'])),
    });
    const { packages, levels } = report([found([], on('a', 'b')), found(['a'], on('b', 'c')), found(['a', 'b'], on('c', 'a', 'b'))], 'app');

    expect(packages.map(({ name, dependents }) => [name, dependents])).toEqual([
      ['a', ['app', 'c']],
      ['b', ['a', 'c']],
      ['c', ['b']],
    ]);
    expect(levels).toBe(3);
  });

  it('tells what a retry has saved', () => {
    const of = (name: string) => ({ name, version: '1.0.0' });

    expect(report([found([], of('a')), found(['a'], of('b'), 3)], 'app').saved).toEqual([{ chain: ['a', 'b'], attempts: 3 }]);
  });

  it('counts licences, the most frequent first, each version once', () => {
    const of = (name: string, license?: string) => answeredFor('app', { name, version: '1.0.0', license });

    const { licences } = report([of('a', 'ISC'), of('b', 'MIT'), of('c', 'MIT'), of('c', 'MIT'), of('d')], 'app');

    expect(Object.entries(licences)).toEqual([
      ['MIT', 2],
      ['ISC', 1],
      ['none named', 1],
    ]);
  });

  it('finds what is deprecated and what there is more than one version of', () => {
    const of = (version: string, deprecated?: string) => ({ name: 'glob', version, license: 'ISC', deprecated });

    const { deprecated, duplicates } = report(
      [
        answered({ name: 'jest', version: '30.0.0', dependencies: { glob: '*' } }),
        answeredFor('jest', of('7.0.0', 'too old')),
        answered(of('10.0.0'), '10.0.0'),
      ],
      'app',
    );

    const old = { name: 'glob', version: '7.0.0', licence: 'ISC', deprecated: 'too old', dependents: ['jest'] };
    expect(deprecated).toEqual([old]);
    expect(duplicates).toEqual({ glob: [{ name: 'glob', version: '10.0.0', licence: 'ISC', dependents: ['app'] }, old] });
  });

  it('gives every failure the chain that led to it', () => {
    expect(report([failed('jest', new Error('gone')), failedFor('jest', '@jest/core', undefined)], 'app').failures).toEqual([
      { chain: ['jest'], reason: 'gone' },
      { chain: ['jest', '@jest/core'], reason: 'undefined' },
    ]);
  });

  it('is empty where nothing has come yet', () => {
    expect(report([], 'app')).toEqual({ levels: 0, packages: [], licences: {}, deprecated: [], duplicates: {}, saved: [], failures: [] });
  });
});

describe('advisoriesIn', () => {
  const of = (name: string) => ({ name, version: '1.0.0' });
  const low = { severity: 'low', title: 'one', vulnerable_versions: '*' } as const;

  it('has every version once, by name, with its advisories, and counts those that have none', () => {
    const outcomes = [answered(of('b')), checked(of('b'), [low, low]), checked(of('c'), []), checked(of('a'), [low]), checked(of('c'), [])];

    expect(advisoriesIn(outcomes)).toEqual({
      found: [
        { package: 'a@1.0.0', advisories: [low] },
        { package: 'b@1.0.0', advisories: [low, low] },
      ],
      unknown: [],
      none: 1,
    });
  });

  it('says for which packages they are unknown, unless another request was answered; their manifests count', () => {
    const failure = { reason: new Error('gone') };
    const outcomes = [answered(of('b')), checked(of('b'), failure), checked(of('a'), failure), checked(of('a'), [low]), checked(of('a'), failure)];

    expect(advisoriesIn(outcomes)).toEqual({
      found: [{ package: 'a@1.0.0', advisories: [low] }],
      unknown: [{ package: 'b@1.0.0', reason: 'gone' }],
      none: 0,
    });
    expect(report(outcomes, 'app')).toMatchObject({ packages: [{ name: 'b' }], failures: [] });
  });
});

describe('licenceOf', () => {
  it.each([
    [{ license: 'MIT' }, 'MIT'],
    [{ license: { type: 'ISC' } }, 'ISC'],
    [{ licenses: [{ type: 'MIT' }, { type: 'Apache-2.0' }] }, 'MIT OR Apache-2.0'],
    [{ license: '' }, 'none named'],
    [{ licenses: [{}] }, 'none named'],
    [{}, 'none named'],
  ])('reads %j as %s', (manifest, licence) => {
    expect(licenceOf({ name: 'a', version: '1.0.0', ...manifest })).toBe(licence);
  });
});

describe('reasonText', () => {
  it('says in a few words why a request failed', () => {
    const response = { status: 500, statusText: 'Internal Server Error' } as AxiosResponse;

    expect(reasonText(new AxiosError('long', 'ERR_BAD_RESPONSE', undefined, undefined, response))).toBe('500 Internal Server Error');
    expect(reasonText(new AxiosError('read ECONNRESET', 'ECONNRESET'))).toBe('connection reset');
    expect(reasonText(new AxiosError('connect ECONNREFUSED', 'ECONNREFUSED'))).toBe('connect ECONNREFUSED');
    expect(reasonText(new RefusedError({ method: 'GET' }, { status: 404, statusText: 'Not Found', headers: {} }))).toBe('404 Not Found');
    expect(reasonText('no reason')).toBe('no reason');
  });
});
