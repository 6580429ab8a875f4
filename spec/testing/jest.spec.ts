import { firstValueFrom, of, throwError } from 'rxjs';
import { stage, type Outcome } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import 'rxjs-stages/testing/jest';
import { failureOf, lines } from './failure-of';

const halve = stage('halve', (n: number) => {
  if (n % 2 === 1) throw new RangeError(`${String(n)} is odd`);
  return of(n / 2);
});

describe('jest matchers', () => {
  let outcomes: Outcome[] = [];
  beforeEach(() => {
    outcomes = [];
    halve([4, 3]).subscribe((outcome) => outcomes.push(outcome));
  });

  it('look at one outcome', () => {
    const [fulfilled, rejected] = outcomes;

    expect(fulfilled).toBeFulfilledWith(2);
    expect(fulfilled).not.toBeFulfilledWith(3);
    expect(fulfilled).not.toBeRejectedWith(2);
    expect(rejected).toBeRejectedWith(new RangeError('3 is odd'));
    expect(rejected).toBeRejectedWith(expect.any(RangeError), { stage: 'halve' });
    expect(rejected).not.toBeRejectedWith(expect.any(RangeError), { stage: 'double' });
  });

  it('say what there is instead', () => {
    expect(
      failureOf(() => {
        expect(outcomes[0]).toBeFulfilledWith(3);
      }).message,
    ).toBe(lines('expected an outcome fulfilled with 3', '', "got fulfilled with 2 by stage 'halve' for 4"));
    expect(
      failureOf(() => {
        expect(outcomes[1]).toBeRejectedWith('x', { stage: 'a' });
      }).message,
    ).toBe(lines("expected an outcome rejected with 'x' by stage 'a'", '', "got rejected with RangeError: 3 is odd by stage 'halve' for 3"));
  });

  it('say nothing of what is no outcome, and nothing to the contrary', () => {
    expect(() => {
      expect(7).toBeFulfilledWith(7);
    }).toThrow(new TypeError('toBeFulfilledWith: received must be an outcome, got 7'));
    expect(() => {
      expect(outcomes[2]).not.toBeRejectedWith('x');
    }).toThrow(new TypeError('toBeRejectedWith: received must be an outcome, got undefined'));
  });

  it.each([
    ['sets', new Set([1]), new Set([2])],
    ['maps', new Map([[1, 'a']]), new Map([[1, 'b']])],
    ['what is within', { ids: new Set([1]) }, { ids: new Set([1, 2]) }],
  ])('compare %s as toEqual does', async (_, one, other) => {
    const fulfilled = await firstValueFrom(stage('same', () => of(one))([0]));
    const rejected = await firstValueFrom(stage('same', () => throwError(() => one))([0]));

    expect(fulfilled).toBeFulfilledWith(structuredClone(one));
    expect(fulfilled).not.toBeFulfilledWith(other);
    expect(rejected).toBeRejectedWith(structuredClone(one));
    expect(rejected).not.toBeRejectedWith(other);
  });

  it('look at the outcomes of a pipeline in virtual time', () => {
    const test = (marbles: string) => () => {
      testStages(({ cold, scripted }) => {
        expect(cold('a|', { a: 4 }).pipe(halve.with({ project: scripted({ '4': '--x|' }, { x: 2 }) }))).toEmitOutcomes(marbles, { x: 2 });
      });
    };

    expect(test('--x|')).not.toThrow();
    expect(failureOf(test('-x|')).message).toContain('expectOutcomes: the outcomes or their times differ from what is expected');
    expect(failureOf(test('-x|')).where).toContain('jest.spec.ts');
  });

  it('take an error of the run for what is said of it, undefined too', () => {
    testStages(({ cold }) => {
      expect(cold<number>('-#').pipe(halve)).toEmitOutcomes('-#');
      expect(cold<number>('-#', undefined, 7).pipe(halve)).toEmitOutcomes('-#', {}, {}, 7);
    });
    expect(
      failureOf(() => {
        testStages(({ cold }) => {
          expect(cold<number>('-#').pipe(halve)).toEmitOutcomes('-#', {}, {}, undefined);
        });
      }).message,
    ).toContain('expected  at 1 ms an error, undefined');
  });

  it('do so within testStages only, and not in the negative', () => {
    expect(() => {
      expect(of()).toEmitOutcomes('|');
    }).toThrow('toEmitOutcomes needs virtual time: call it within testStages(…)');
    expect(() => {
      testStages(() => {
        expect(of()).not.toEmitOutcomes('|');
      });
    }).toThrow('toEmitOutcomes does not support `not`: state the expected outcomes');
  });
});
