import { AxiosError, AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';
import { asyncScheduler, defer, forkJoin, map, take, timer, type Observable } from 'rxjs';
import { isFulfilled } from 'rxjs-stages';
import type { RunHelpers } from 'rxjs/testing';
import type { Advisory } from '../../../examples/dependency-audit/advisory';
import { audit, type AuditOptions, type AuditOutcome } from '../../../examples/dependency-audit/audit';
import { auditWithBarrier } from '../../../examples/dependency-audit/barrier';
import type { FetchAdvisories } from '../../../examples/dependency-audit/client';
import type { Dependency } from '../../../examples/dependency-audit/dependency';
import { packageOf, type Manifest } from '../../../examples/dependency-audit/packument';
import { chainOf } from '../../../examples/dependency-audit/report/chain';
import { marbles } from '../../support/marbles';

const dependency = (name: string): Dependency => ({ name, range: '*' });
const direct = [dependency('jest'), dependency('rxjs')];

const atOnce = (...concurrency: [number, number]): AuditOptions => ({ concurrency, onEvent: () => undefined });
const inWords = (outcome: AuditOutcome): string => `${outcome.status} ${chainOf(outcome).join(' → ')}`;

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
  (answers: Readonly<Record<string, Observable<Manifest>>>) =>
  ({ name }: Dependency): Observable<Manifest> =>
    answers[name] as Observable<Manifest>;

/** A tree with cycles. */
const PACKAGES = { jest: ['core', 'yargs'], rxjs: ['core'], core: ['yargs', 'deeper'], yargs: ['jest'], deeper: ['deepest', 'core'], deepest: [] };

/** What axios fails with, for an answer of this status. */
function refused(status: number, headers: Record<string, string> = {}): AxiosError {
  const config: InternalAxiosRequestConfig = { method: 'get', headers: new AxiosHeaders() };
  return new AxiosError('refused', 'ERR_BAD_RESPONSE', config, undefined, { status, statusText: '', data: undefined, headers, config });
}

/** A registry of packages by the names of what they depend on; it notes what it is asked, and has as many failures ready as are given. */
class Scripted {
  readonly asked: string[] = [];

  constructor(
    private readonly packages: Readonly<Record<string, readonly string[]>>,
    private readonly failures: Readonly<Record<string, AxiosError[]>> = {},
  ) {}

  readonly fetch = ({ name }: Dependency): Observable<Manifest> =>
    defer(() => {
      this.asked.push(name);
      const failure = this.failures[name]?.shift();
      const dependencies = Object.fromEntries((this.packages[name] ?? []).map((each) => [each, '*']));
      return timer(1).pipe(
        map(() => {
          if (failure !== undefined) throw failure;
          return { name, version: '1.0.0', dependencies };
        }),
      );
    });
}

describe('audit', () => {
  it('O2 asks for what an answer names as soon as it is there, two levels deep', () => {
    marbles((helpers) => {
      const { expectObservable, expectSubscriptions } = helpers;
      const answers = answersOf(helpers);
      const outcomes = audit(direct, fetchFrom(answers), atOnce(2, 2)).pipe(map(inWords));

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
      audit(direct, fetchFrom(answers), atOnce(1, 1)).subscribe();

      expectSubscriptions(answers.jest.subscriptions).toBe(' ^-!');
      expectSubscriptions(answers.rxjs.subscriptions).toBe(' --^-----!');
      expectSubscriptions(answers.core.subscriptions).toBe(' --^!');
      expectSubscriptions(answers.yargs.subscriptions).toBe('---^-!');
    });
  });
});

describe('audit, politely', () => {
  it('F3 asks again for what a retry can save, and once for what is missing', () => {
    marbles(({ flush }) => {
      const registry = new Scripted({ jest: ['core'], rxjs: [] }, { jest: [refused(500), refused(503)], core: [refused(404)] });
      const outcomes: string[] = [];
      audit(direct, registry.fetch, atOnce(2, 2)).subscribe((outcome) => outcomes.push(`${inWords(outcome)} ${String(outcome.attempts)}`));
      flush();

      expect(outcomes.sort()).toEqual(['fulfilled jest 3', 'fulfilled rxjs 1', 'rejected jest → core 1']);
      expect(registry.asked.sort()).toEqual(['core', 'jest', 'jest', 'jest', 'rxjs']);
    });
  });

  it('F3 gives up after three retries', () => {
    marbles(({ flush }) => {
      const registry = new Scripted({}, { jest: [1, 2, 3, 4, 5].map(() => refused(500)) });
      const attempts: number[] = [];
      audit([dependency('jest')], registry.fetch, atOnce(2, 2)).subscribe((outcome) => attempts.push(outcome.attempts));
      flush();

      expect([attempts, registry.asked.length]).toEqual([[4], 4]);
    });
  });

  it('B2 asks for nothing at all for as long as one answer says', () => {
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers;
      const answers = answersOf(helpers);
      const busy = cold<Manifest>('-#', undefined, refused(429, { 'retry-after': '1' }));
      let asked = 0;
      const rxjs = defer(() => (asked++ === 0 ? busy : answers.rxjs));

      expectObservable(audit(direct, fetchFrom({ ...answers, rxjs }), atOnce(2, 2)).pipe(map(inWords))).toBe('--a 999ms bc---d(e|)', {
        a: 'fulfilled jest',
        b: 'fulfilled jest → core',
        c: 'rejected jest → yargs',
        d: 'fulfilled rxjs',
        e: 'fulfilled rxjs → tslib',
      });
      expectSubscriptions(busy.subscriptions).toBe('        ^!');
      expectSubscriptions(answers.core.subscriptions).toBe(' 1001ms ^!');
      expectSubscriptions(answers.yargs.subscriptions).toBe('1001ms ^-!');
      expectSubscriptions(answers.rxjs.subscriptions).toBe(' 1001ms ^-----!');
    });
  });
});

describe('audit of the whole tree', () => {
  it('asks once for each dependency, however many name it and whatever the cycles', () => {
    marbles(({ flush }) => {
      const registry = new Scripted(PACKAGES);
      const outcomes: string[] = [];
      audit(direct, registry.fetch, { ...atOnce(2, 2), depth: Infinity })
        .pipe(take(20))
        .subscribe((outcome) => outcomes.push(inWords(outcome)));
      flush();

      expect(registry.asked).toEqual(['jest', 'rxjs', 'core', 'yargs', 'deeper', 'deepest']);
      expect(outcomes).toContain('fulfilled jest → core → deeper → deepest');
      expect(outcomes).toHaveLength(6);
    });
  });

  it('goes as deep as it is told', () => {
    marbles(({ flush }) => {
      const asked = [1, 2, 3].map((depth) => {
        const registry = new Scripted(PACKAGES);
        audit(direct, registry.fetch, { ...atOnce(2, 2), depth }).subscribe();
        flush();
        return registry.asked.length;
      });

      expect(asked).toEqual([2, 4, 5]);
    });
  });
});

/** What is known of each package that was checked, by the package. */
function checkedIn(outcomes: readonly AuditOutcome[]): readonly (readonly [string, readonly string[]])[] {
  return outcomes.flatMap((outcome) => {
    if (outcome.stage !== 'checked' || outcome.status === 'rejected') return [];
    const { input, advisories } = outcome.value;
    return [
      [
        input.name,
        advisories.flatMap((each) => (each.status === 'fulfilled' ? each.value.map(({ title }) => title) : [each.reason as string])),
      ] as const,
    ];
  });
}

const of = (title: string): Advisory => ({ severity: 'low', title, vulnerable_versions: '*' });

/** Answers for several packages as for each of them. */
const forEach =
  (ask: (manifest: Manifest) => Observable<readonly Advisory[]>): FetchAdvisories =>
  (manifests) =>
    forkJoin(manifests.map(ask)).pipe(map((lists) => new Map(manifests.map((manifest, index) => [packageOf(manifest), lists[index] ?? []]))));

describe('audit with advisories', () => {
  it('O2 asks for those of a package with what its manifest names, and joins them with the manifest', () => {
    marbles((helpers) => {
      const { cold, expectSubscriptions, flush } = helpers;
      const answers = answersOf(helpers);
      const advisories = {
        jest: cold('---(x|)', { x: [of('one'), of('two')] }),
        core: cold('-(x|)', { x: [] }),
        rxjs: cold('-(x|)', { x: [of('three')] }),
        tslib: cold('-(x|)', { x: [] }),
      };
      const options = { ...atOnce(2, 4), advisories: forEach(({ name }) => advisories[name as keyof typeof advisories]) };
      const outcomes: string[] = [];
      audit(direct, fetchFrom(answers), options).subscribe((outcome) => {
        const words = outcome.stage === 'checked' ? checkedIn([outcome]).flat(2).join(' ') : inWords(outcome);
        outcomes.push(`${String(asyncScheduler.now())} ${words}`);
      });

      expectSubscriptions(answers.core.subscriptions).toBe('   --^!');
      expectSubscriptions(advisories.jest.subscriptions).toBe('--^--!');
      expectSubscriptions(advisories.core.subscriptions).toBe('---^!');
      expectSubscriptions(advisories.rxjs.subscriptions).toBe('------^!');
      flush();
      expect(outcomes).toEqual([
        '2 fulfilled jest',
        '3 fulfilled jest → core',
        '4 rejected jest → yargs',
        '4 core',
        '5 jest one two',
        '6 fulfilled rxjs',
        '7 fulfilled rxjs → tslib',
        '7 rxjs three',
        '8 tslib',
      ]);
    });
  });

  it('S1 asks for those of a version once, whoever names it and in whichever round', () => {
    marbles(({ flush }) => {
      const registry = new Scripted({ jest: ['core', 'rxjs'], rxjs: ['core'] });
      const asked: string[] = [];
      const outcomes: AuditOutcome[] = [];
      const advisories = forEach(({ name }) => defer(() => (asked.push(name), timer(1))).pipe(map(() => [of(name)])));
      audit(direct, registry.fetch, { ...atOnce(2, 2), advisories }).subscribe((outcome) => outcomes.push(outcome));
      flush();

      expect(asked.sort()).toEqual(['core', 'jest', 'rxjs']);
      expect([...checkedIn(outcomes)].sort()).toEqual(['core', 'core', 'jest', 'rxjs', 'rxjs'].map((name) => [name, [name]]));
    });
  });

  it('F1 joins a manifest with the reason why its advisories are not known, when no retry has saved the request', () => {
    marbles(({ flush }) => {
      const registry = new Scripted({ jest: ['core'] });
      const failures: Readonly<Record<string, unknown[]>> = { jest: [refused(404)], core: [refused(500)] };
      const outcomes: AuditOutcome[] = [];
      const advisories = forEach(({ name }) =>
        timer(1).pipe(
          map(() => {
            const [failure] = failures[name]?.splice(0, 1) ?? [];
            if (failure !== undefined) throw failure as Error;
            return [];
          }),
        ),
      );
      audit([dependency('jest')], registry.fetch, { ...atOnce(2, 2), advisories }).subscribe((outcome) => outcomes.push(outcome));
      flush();

      expect(
        outcomes
          .filter(isFulfilled)
          .map(({ stage }) => stage)
          .sort(),
      ).toEqual(['checked', 'checked', 'direct', 'transitive']);
      expect(outcomes).toHaveLength(4);
      expect([...checkedIn(outcomes)].sort()).toEqual([
        ['core', []],
        ['jest', [expect.objectContaining({ message: 'refused' })]],
      ]);
    });
  });

  it('asks for none in a walk', () => {
    marbles(({ flush }) => {
      const stages = new Set<string>();
      const advisories = jest.fn();
      audit(direct, new Scripted(PACKAGES).fetch, { ...atOnce(2, 2), advisories, depth: Infinity }).subscribe(({ stage }) => stages.add(stage));
      flush();

      expect([...stages]).toEqual(['found']);
      expect(advisories).not.toHaveBeenCalled();
    });
  });
});

describe('auditWithBarrier', () => {
  it('asks the same, but nothing of the second round before the slowest answer of the first', () => {
    marbles((helpers) => {
      const { expectSubscriptions, flush } = helpers;
      const answers = answersOf(helpers);
      const outcomes: string[] = [];
      auditWithBarrier(direct, fetchFrom(answers), atOnce(2, 2)).subscribe(({ stage, status }) => outcomes.push(`${status} ${stage}`));

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

  it('walks the same tree, each level when the one before has ended', () => {
    marbles(({ flush }) => {
      const registry = new Scripted(PACKAGES);
      const asked: string[] = [];
      const fetch = (each: Dependency): Observable<Manifest> => {
        asked.push(`${String(asyncScheduler.now())} ${each.name}`);
        return registry.fetch(each);
      };
      let outcomes = 0;
      auditWithBarrier(direct, fetch, { ...atOnce(2, 2), depth: Infinity }).subscribe(() => outcomes++);
      flush();

      expect(asked).toEqual(['0 jest', '0 rxjs', '1 core', '1 yargs', '2 deeper', '3 deepest']);
      expect(outcomes).toBe(6);
    });
  });

  it('asks for the advisories for one level beside the next one', () => {
    marbles((helpers) => {
      const { cold, expectSubscriptions, flush } = helpers;
      const answers = answersOf(helpers);
      const advisories = {
        jest: cold('-(x|)', { x: [] }),
        rxjs: cold<Advisory[]>('-#'),
        core: cold('-(x|)', { x: [] }),
        tslib: cold('-(x|)', { x: [] }),
      };
      const outcomes: string[] = [];
      const options = { ...atOnce(2, 4), advisories: forEach(({ name }) => advisories[name as keyof typeof advisories]) };
      auditWithBarrier(direct, fetchFrom(answers), options).subscribe(({ stage, status }) => outcomes.push(`${status} ${stage}`));

      expectSubscriptions(advisories.jest.subscriptions).toBe('------^!');
      expectSubscriptions(advisories.rxjs.subscriptions).toBe('------^!');
      expectSubscriptions(answers.core.subscriptions).toBe('   ------^!');
      expectSubscriptions(advisories.core.subscriptions).toBe('--------^!');
      flush();
      expect(outcomes.filter((each) => each === 'fulfilled checked')).toHaveLength(4);
    });
  });

  it('asks as politely', () => {
    marbles(({ flush }) => {
      const registry = new Scripted({ jest: ['core'] }, { jest: [refused(500)], core: [refused(429, { 'retry-after': '1' })] });
      const outcomes: string[] = [];
      auditWithBarrier(direct, registry.fetch, atOnce(2, 2)).subscribe(({ stage, status, attempts }) =>
        outcomes.push(`${status} ${stage} ${String(attempts)}`),
      );
      flush();

      expect(outcomes).toEqual(['fulfilled direct 1', 'fulfilled direct 2', 'fulfilled transitive 2']);
    });
  });
});
