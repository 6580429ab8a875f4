import { firstValueFrom, of, throwError } from 'rxjs';
import { stage } from 'rxjs-stages';
import { testStagesWith } from 'rxjs-stages/testing';
import { matchers } from 'rxjs-stages/testing/jest';
import { describe, expect, it } from 'vitest';

expect.extend(matchers);

const testStages = testStagesWith((actual, expected) => expect(actual).toEqual(expected));
const detail = stage('detail', (id) => of(id));

describe('vitest without globals', () => {
  it('plays with the equality that it is given', () => {
    testStages(({ cold, scripted }) => {
      expect(cold('ab|').pipe(detail.with({ project: scripted({ '*': '--x|' }) }))).toEmitOutcomes('--xx|');
    });
    expect(() =>
      testStages(({ cold }) => {
        expect(cold('ab|').pipe(detail)).toEmitOutcomes('-ab|');
      }),
    ).toThrow('actual    ab|');
  });

  it('has the matchers', async () => {
    const fulfilled = await firstValueFrom(stage('tags', () => of(new Set(['x'])))(['a']));
    const rejected = await firstValueFrom(stage('tags', () => throwError(() => new RangeError('no')))(['a']));

    expect(fulfilled).toBeFulfilledWith(new Set(['x']));
    expect(fulfilled).not.toBeFulfilledWith(new Set(['y']));
    expect(rejected).toBeRejectedWith(expect.any(RangeError), { stage: 'tags' });
    expect(() => expect(fulfilled).toBeFulfilledWith(1)).toThrow("got fulfilled with Set {'x'} by stage 'tags' for 'a'");
  });
});
