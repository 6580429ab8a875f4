import { of } from 'rxjs';
import { pipeline, stage } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { failureOf, lines } from './failure-of';

const user = stage('user', (id: number) => of(id), { concurrency: 2 });

describe('expectStarts', () => {
  it('says what starts when', () => {
    testStages(({ cold, scripted, expectOutcomes, expectStarts }) => {
      const project = scripted({ '1': '---x|', '2': '------y|', '3': '-z|' }, { x: 10, y: 20, z: 30 });
      const ids = { a: 1, b: 2, c: 3 };

      expectOutcomes(cold('(abc|)', ids).pipe(pipeline(user.with({ project })))).toBe('---x-zy|', { x: 10, y: 20, z: 30 });
      expectStarts(user).toBe('(ab)c', ids);
    });
  });

  it('fails with both diagrams', () => {
    const { message, where } = failureOf(() => {
      testStages(({ cold, scripted, expectOutcomes, expectStarts }) => {
        const project = scripted({ '1': '--x|', '2': '-y|' }, { x: 10, y: 20 });

        expectOutcomes(cold('a-b|', { a: 1, b: 2 }).pipe(user.with({ project }))).toBe('--xy|', { x: 10, y: 20 });
        expectStarts(user).toBe('a-a', { a: 1 });
      });
    });

    expect(message).toBe(
      lines(
        "expectStarts of stage 'user': the attempts or their times differ from what is expected",
        '',
        '          0 2',
        'expected  a-a',
        'actual    a-b',
        '            ^',
        '',
        'expected  at 2 ms an attempt for 1',
        'actual    at 2 ms attempt 1 for 2',
        '',
        'a = 1',
        'b = 2',
        '',
        'Received, as an expectation:',
        ".toBe('a-b', { a: 1, b: 2 })",
      ),
    );
    expect(where).toContain('starts.spec.ts');
  });
});
