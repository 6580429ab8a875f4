import { readFileSync } from 'node:fs';
import { from, NEVER, of } from 'rxjs';
import { listStage, pipeline, stage } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { failureOf, lines } from './failure-of';

const search = listStage('search', (term: string) => of([term]));
const detail = stage('detail', (id: string) => of(id), { concurrency: 2 });

describe('expectOutcomes', () => {
  it('compares values, reasons and the end, frame by frame', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const project = scripted({ a: '--(xy)|', b: '-#' }, { x: 1, y: 2 });

      expectOutcomes(cold('--a----b|').pipe(detail.with({ project: project as never }))).toBe('----(xy)(X|)', { x: 1, y: 2 }, { X: 'error' });
    });
  });

  it('takes letters for themselves where nothing is said of them', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const project = scripted({ a: '-x', b: '-Y' });

      expectOutcomes(cold('a-b').pipe(detail.with({ project }))).toBe('-x-Y');
    });
  });

  it('takes letters of any script: upper case is rejected, what has no case fulfilled', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const project = scripted({ a: '-Ω', b: '-é', c: '-😀' });

      expectOutcomes(cold('a-b-c').pipe(detail.with({ project }))).toBe('-Ω-é-😀');
    });
  });

  it('compares inputs, and whole outcomes, if that is asked', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const both = pipeline(
        search.with({ project: scripted({ q: '-l|' }, { l: ['a', 'b'] }) }),
        detail.with({ project: scripted({ a: '--x|', b: '-#' }) }),
      );

      expectOutcomes(cold('q|').pipe(both)).withInputs.toBe(
        '--Bx|',
        { x: { value: 'x', inputs: ['q', 'a'] } },
        { B: { reason: 'error', inputs: ['q', 'b'] } },
      );
      expectOutcomes(cold('q|').pipe(both)).inFull.toBe(
        '--Bx|',
        { x: { status: 'fulfilled', value: 'x', stage: 'detail', inputs: ['q', 'a'], path: [0, 0], index: 0, attempts: 1 } },
        { B: { status: 'rejected', reason: 'error', stage: 'detail', inputs: ['q', 'b'], path: [0, 1], attempts: 1 } },
      );
    });
  });

  it('subscribes and unsubscribes when it is told to', () => {
    testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
      const project = scripted({ a: '--x--y' });

      expectOutcomes(cold('a').pipe(detail.with({ project })), '-^--!').toBe('---x');
      expectSubscriptions(project.subscriptions('a')).toBe('-^--!');
    });
  });

  it('unsubscribes before what comes in the same frame, as expectObservable does', () => {
    testStages(({ hot, expectOutcomes, expectObservable }) => {
      expectObservable(hot('a-b-c|'), '-^--!').toBe('--b');
      expectOutcomes(hot('a-b-c|').pipe(detail), '-^--!').toBe('--b');
    });
  });

  it('reads several diagrams on one time axis: nothing is hidden below a group', () => {
    testStages(({ cold, scripted, expectOutcomes, expectStarts }) => {
      const project = scripted({ a: '--x|', b: '--y|', c: '-z|' });

      expectOutcomes(cold('(abc|)').pipe(detail.with({ project }))).toBe(['--(xy)', '----z|']);
      expectStarts(detail).toBe(['(ab)', '---c']);
    });
  });

  it('takes all letters from one dictionary, if that is all there is', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const project = scripted({ a: '-x', b: '-N' }, {}, { N: 404 });

      expectOutcomes(cold('a-b').pipe(detail.with({ project }))).toBe('-y-M', { y: 'x', M: 404 });
    });
  });

  it('knows an error of the whole run', () => {
    testStages(({ cold, expectOutcomes }) => {
      expectOutcomes(cold('--#', undefined, 'broken').pipe(detail)).toBe('--#', {}, {}, 'broken');
      expectOutcomes(cold('--#').pipe(detail)).toBe('--#');
      expectOutcomes(cold('--#', undefined, 'broken').pipe(detail)).toBe('--#', { '#': 'broken' });
      expectOutcomes(cold('--#', undefined, 'broken').pipe(detail)).toBe('--#', {}, { '#': 'broken' });
    });
    expect(
      failureOf(() => {
        testStages(({ cold, expectOutcomes }) => {
          expectOutcomes(cold('--#').pipe(detail)).toBe('--#', {}, {}, undefined);
        });
      }).message,
    ).toContain(lines('expected  at 2 ms an error, undefined', "actual    at 2 ms an error, 'error'"));
  });

  it('draws both diagrams, one under the other, and says where what came first differs', () => {
    const { message, where } = failureOf(() => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const both = pipeline(
          search.with({ project: scripted({ q: '-l|' }, { l: ['a', 'b'] }) }),
          detail.with({ project: scripted({ a: '-x|', b: '---#' }) }),
        );

        expectOutcomes(cold('q|').pipe(both)).toBe('--x-(yB|)', { x: 'x', y: 2 }, { B: 'error' });
      });
    });

    expect(message).toBe(
      lines(
        'expectOutcomes: the outcomes or their times differ from what is expected',
        '',
        '          0 2 4',
        'expected  --x-(yB|)',
        'actual    --x-(B|)',
        '              ^',
        '',
        'expected  at 4 ms y, fulfilled with 2',
        "actual    at 4 ms B, rejected with 'error' by stage 'detail' for 'q' → 'b'",
        '',
        'y = 2',
        "B = 'error'",
        '',
        'Received, as an expectation:',
        ".toBe('--x-(B|)', { B: 'error' })",
      ),
    );
    expect(where).toMatch(/outcomes\.spec\.ts:\d+/);
  });

  it.each<[string, string, string[]]>([
    ['too early', '---x|', ["expected  at 3 ms x, fulfilled with 'x'", "actual    at 2 ms x, fulfilled with 'x' by stage 'detail' for 'a'"]],
    ['too late', '-x|', ["expected  at 1 ms x, fulfilled with 'x'", "actual    at 2 ms x, fulfilled with 'x' by stage 'detail' for 'a'"]],
    ['one too many', '---|', ['expected  at 3 ms the end', "actual    at 2 ms x, fulfilled with 'x' by stage 'detail' for 'a'"]],
    ['one missing', '--xy|', ["expected  at 3 ms y, fulfilled with 'y'", 'actual    at 3 ms the end']],
    ['no end', '--x', ['expected  nothing more', 'actual    at 3 ms the end']],
    [
      'rejected where it is fulfilled',
      '--X|',
      ["expected  at 2 ms X, rejected with 'X'", "actual    at 2 ms x, fulfilled with 'x' by stage 'detail' for 'a'"],
    ],
  ])('fails if an outcome is %s', (_, marbles, words) => {
    const { message } = failureOf(() => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        expectOutcomes(cold('a|').pipe(detail.with({ project: scripted({ a: '--x|' }) }))).toBe(marbles);
      });
    });

    expect(message).toContain(lines(...words));
  });

  it('shows whole outcomes, and what stands for many values', () => {
    const { message } = failureOf(() => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        expectOutcomes(cold('a|').pipe(detail.with({ project: scripted({ a: '-#' }) }))).inFull.toBe(
          '-(A|)',
          {},
          { A: expect.any(RangeError) as unknown },
        );
      });
    });

    expect(message).toContain('at 1 ms A, rejected with Any<RangeError>');
    expect(message).toContain(
      "at 1 ms B, rejected with { status: 'rejected', reason: 'error', stage: 'detail', inputs: ['a'], path: [0], attempts: 1 }",
    );
  });

  it.each([
    ['nothing came', 'a|', '(x|)'],
    ['others came', '(ab)-c|', '(xyz|)'],
  ])('says who is still at work, if %s', (_, source, marbles) => {
    const { message } = failureOf(() => {
      testStages(({ cold, expectOutcomes }) => {
        const project = (id: string) => (id === 'a' ? from(Promise.resolve('x')) : of(id));
        expectOutcomes(cold(source).pipe(detail.with({ project }))).toBe(marbles);
      });
    });

    expect(message).toContain("attempts of stage 'detail' still open at the end: 1. They never complete, or wait for a promise");
  });

  it.each<[string, unknown, unknown, string]>([
    ['sets', new Set([1]), new Set([2]), "x, fulfilled with Set {1} by stage 'set' for 0"],
    ['errors within', { error: new Error('one') }, { error: new Error('two') }, 'fulfilled with { error: Error: one }'],
    ['what is not a number', [NaN, undefined], [0, undefined], 'fulfilled with [NaN, undefined]'],
  ])('shows how %s differ, in the runner’s words as well', (_, actual, expected, words) => {
    const { message } = failureOf(() => {
      testStages(({ expectOutcomes }) => {
        expectOutcomes(stage('set', () => of(actual))([0])).toBe('(x|)', { x: expected });
      });
    });

    expect(message).toContain(words.replace('x,', 'a,'));
    expect(message).toContain('expect(received).toEqual(expected) // deep equality');
  });

  it.each([
    ['what has other values', of('x'), "expectOutcomes: got 'x', which is not an outcome: use expectObservable(…) for other values"],
    ['null', of(null), 'expectOutcomes: got null, which is not an outcome: use expectObservable(…) for other values'],
    ['what is no Observable', ['x'], 'expectOutcomes: outcomes must be an Observable, got an array of 1'],
  ])('refuses %s', (_, outcomes, message) => {
    const failure = failureOf(() => {
      testStages(({ expectOutcomes }) => {
        expectOutcomes(outcomes as never).toBe('(x|)');
      });
    });

    expect(failure.message).toBe(message);
    expect(failure.where).toContain('outcomes.spec.ts');
  });

  it('draws long silence as a time', () => {
    const { message } = failureOf(() => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        expectOutcomes(cold('a|').pipe(detail.with({ project: scripted({ a: '2s x|' }) }))).toBe('1999ms x|');
      });
    });

    expect(message).toContain(lines('          0        1999', 'expected  - 1998ms x|', 'actual    - 1998ms -x|', '                   ^'));
  });

  it('fails at the line that stated it, whatever else is expected', () => {
    const { where } = failureOf(() => {
      testStages(({ cold, expectOutcomes, expectObservable }) => {
        expectObservable(cold('a|')).toBe('a|');
        expectOutcomes(cold('a|').pipe(detail)).toBe('a|');
        expectOutcomes(NEVER.pipe(detail)).toBe('a|'); // here
      });
    });

    expect(lineOf(where)).toBe(lineOfMark());
  });
});

/** The number of the line that a stack's frame is at. */
function lineOf(frame: string): number {
  return Number(/:(\d+):\d+\)?$/.exec(frame)?.[1]);
}

/** The number of the line of this file that is marked. */
function lineOfMark(): number {
  return (
    readFileSync(__filename, 'utf8')
      .split('\n')
      .findIndex((line) => line.endsWith('// here')) + 1
  );
}
