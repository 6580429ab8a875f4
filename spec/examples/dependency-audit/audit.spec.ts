import { map } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import { audit, type AuditOutcome } from '../../../examples/dependency-audit/audit';
import { auditWithBarrier } from '../../../examples/dependency-audit/barrier';
import type { Manifest } from '../../../examples/dependency-audit/packument';
import { chainOf } from '../../../examples/dependency-audit/report/chain';
import { marbles } from '../../support/marbles';

const direct = [
  { name: 'jest', range: '*' },
  { name: 'rxjs', range: '*' },
];

/** What a registry answers, in virtual time. */
function answersOf({ cold }: RunHelpers) {
  const manifest = (name: string, dependencies = {}): { x: Manifest } => ({ x: { name, version: '1.0.0', dependencies } });
  return {
    jest: cold('--(x|)', manifest('jest', { core: '*', yargs: '*' })),
    rxjs: cold('------(x|)', manifest('rxjs', { tslib: '*' })),
    core: cold('-(x|)', manifest('core', { deeper: '*' })),
    yargs: cold<Manifest>('--#'),
    tslib: cold('-(x|)', manifest('tslib')),
  };
}

const fetchFrom =
  (answers: ReturnType<typeof answersOf>) =>
  ({ name }: { name: string }) =>
    answers[name as keyof typeof answers];

describe('audit', () => {
  it('O2 asks for what an answer names as soon as it is there, two levels deep', () => {
    marbles((helpers) => {
      const { expectObservable, expectSubscriptions } = helpers;
      const answers = answersOf(helpers);
      const inWords = (outcome: AuditOutcome): string => `${outcome.status} ${chainOf(outcome).join(' → ')}`;
      const outcomes = audit(direct, fetchFrom(answers), [2, 2], () => undefined).pipe(map(inWords));

      expectObservable(outcomes).toBe('--abc-d(e|)', {
        a: 'fulfilled jest',
        b: 'fulfilled jest → core',
        c: 'rejected jest → yargs',
        d: 'fulfilled rxjs',
        e: 'fulfilled rxjs → tslib',
      });
      expectSubscriptions(answers.core.subscriptions).toBe(' --^!');
      expectSubscriptions(answers.tslib.subscriptions).toBe('------^!');
    });
  });

  it('B1 keeps to the bounds of both rounds', () => {
    marbles((helpers) => {
      const { expectSubscriptions } = helpers;
      const answers = answersOf(helpers);
      audit(direct, fetchFrom(answers), [1, 1], () => undefined).subscribe();

      expectSubscriptions(answers.jest.subscriptions).toBe(' ^-!');
      expectSubscriptions(answers.rxjs.subscriptions).toBe(' --^-----!');
      expectSubscriptions(answers.core.subscriptions).toBe(' --^!');
      expectSubscriptions(answers.yargs.subscriptions).toBe('---^-!');
    });
  });
});

describe('auditWithBarrier', () => {
  it('asks the same, but nothing of the second round before the slowest answer of the first', () => {
    marbles((helpers) => {
      const { expectSubscriptions, flush } = helpers;
      const answers = answersOf(helpers);
      const outcomes: string[] = [];
      auditWithBarrier(direct, fetchFrom(answers), [2, 2]).subscribe(({ stage, status }) => outcomes.push(`${status} ${stage}`));

      expectSubscriptions(answers.core.subscriptions).toBe(' ------^!');
      expectSubscriptions(answers.yargs.subscriptions).toBe('------^-!');
      expectSubscriptions(answers.tslib.subscriptions).toBe('-------^!');
      flush();
      expect(outcomes.sort()).toEqual([
        'fulfilled direct',
        'fulfilled direct',
        'fulfilled transitive',
        'fulfilled transitive',
        'rejected transitive',
      ]);
    });
  });
});
