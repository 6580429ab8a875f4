import { of } from 'rxjs';
import { concurrencyLimit, perKey, pipeline, stage } from 'rxjs-stages';
import { testStages, type StageHelpers } from 'rxjs-stages/testing';
import { failureOf, lines } from './failure-of';

const detail = stage('detail', (id: string) => of(id), { concurrency: 2 });

describe('expectActive', () => {
  it('counts the attempts of a stage that are open', () => {
    testStages(({ cold, scripted, expectOutcomes, expectActive }) => {
      const project = scripted({ a: '--x|', b: '----y|', c: '-z|' });

      expectOutcomes(cold('-abc|').pipe(detail.with({ project }))).toBe('---x-zy|');
      expectActive(detail).toBe('-12---10');
    });
  });

  it('counts those of all runs, retries too', () => {
    testStages(({ cold, scripted, expectOutcomes, expectActive, expectWaiting }) => {
      const tried = detail.with({ project: scripted({ a: ['-#', '-x|'] }), retry: { count: 1, delay: 3 } });

      expectOutcomes(cold('a|').pipe(tried)).toBe('-----x|');
      expectOutcomes(cold('-a|').pipe(tried)).toBe('------x|');
      expectActive(detail).toBe('1-0-1210');
      expectWaiting(detail).toBe('-12-10');
    });
  });

  it('counts who holds a limit, and whom it holds up', () => {
    testStages(({ cold, scripted, expectOutcomes, expectActive, expectWaiting }) => {
      const limit = concurrencyLimit(1);
      const project = scripted({ a: '--x|', b: '--y|' });

      expectOutcomes(cold('(ab|)').pipe(detail.with({ project, limit }))).toBe('--x--y|');
      expectActive(limit).toBe('1-----0');
      expectWaiting(limit).toBe('1--0');
    });
  });

  it('counts several stages together', () => {
    testStages(({ cold, scripted, expectOutcomes, expectActive }) => {
      const search = stage('search', scripted<string, string>({ a: '-x-(y|)' }));
      const both = pipeline(search, detail.with({ project: scripted({ x: '---v|', y: '-w|' }) }));

      expectOutcomes(cold('a|').pipe(both)).toBe(['----(vw)', '-----|']);
      expectActive([search, detail]).toBe('12---0');
    });
    expect(
      failureOf(() => {
        testStages(({ cold, expectOutcomes, expectActive }) => {
          expectOutcomes(cold('a|').pipe(detail)).toBe('a|');
          expectActive([detail, { name: 'other' }]).toStayWithin(1);
        });
      }).message,
    ).toBe("expectActive of stage 'detail' and stage 'other': no run has a stage 'other', only 'detail'");
  });

  it('counts over all groups of a limit', () => {
    testStages(({ cold, scripted, expectOutcomes, expectActive, expectWaiting }) => {
      const perHost = perKey(() => concurrencyLimit(1));
      const project = scripted({ a: '--x|', b: '----y|' });

      expectOutcomes(cold('(aab|)').pipe(detail.with({ project, concurrency: 3, limit: perHost.by((id: string) => id) }))).toBe('--x-yx|');
      expectActive(perHost).toBe('2----10');
      expectWaiting(perHost).toBe('1--0');
    });
  });

  it('takes a limit that somebody goes by for some inputs only', () => {
    testStages(({ cold, scripted, expectOutcomes, expectActive }) => {
      const [one, other] = [concurrencyLimit(1), concurrencyLimit(1)];
      const project = scripted({ a: '--x|' });

      expectOutcomes(cold('(aa|)').pipe(detail.with({ project, limit: (id) => (id === 'a' ? one : other) }))).toBe('--x--x|');
      expectActive(one).toStayWithin(1);
    });
  });

  it('stays within a bound, moments included', () => {
    testStages(({ cold, scripted, expectOutcomes, expectActive }) => {
      expectOutcomes(cold('(abc|)').pipe(detail.with({ project: scripted({ a: '-x|', b: '-y|', c: '----z|' }) }))).toBe('-(xy)-z|');
      expectActive(detail).toStayWithin(2);
    });
  });

  it('reads numbers of several digits in parentheses', () => {
    testStages(({ cold, scripted, expectOutcomes, expectActive }) => {
      const wide = pipeline(detail.with({ project: scripted({ a: '9ms x|' }), concurrency: 12 }));

      expectOutcomes(cold('(aaaaaaaaaaaa)').pipe(wide)).toBe('9ms (xxxxxxxxxxxx)');
      expectActive(detail).toBe('(12)------0');
    });
  });

  it('draws both diagrams if it is another number, or at another time', () => {
    const { message } = failureOf(() => {
      testStages(({ cold, scripted, expectOutcomes, expectActive }) => {
        expectOutcomes(cold('ab|').pipe(detail.with({ project: scripted({ a: '---x|', b: '---y|' }) }))).toBe('---xy|');
        expectActive(detail).toBe('12-10');
      });
    });

    expect(message).toBe(
      lines(
        "expectActive of stage 'detail': the counts or their times differ from what is expected",
        '',
        '          0  3 5',
        'expected  12-10',
        'actual    12--10',
        '             ^',
        '',
        'expected  at 3 ms 1',
        'actual    at 4 ms 1',
        '',
        'Received, as an expectation:',
        ".toBe('12--10')",
      ),
    );
  });

  it('says when a bound was exceeded', () => {
    const { message, where } = failureOf(() => {
      testStages(({ cold, scripted, expectOutcomes, expectActive }) => {
        expectOutcomes(cold('--(ab)').pipe(detail.with({ project: scripted({ a: '-x|', b: '-y|' }) }))).toBe('---(xy)');
        expectActive(detail).toStayWithin(1);
      });
    });

    expect(message).toBe("expectActive of stage 'detail': expected at most 1, got 2 at 2 ms");
    expect(where).toContain('counts.spec.ts');
  });

  it.each<[string, (helpers: StageHelpers) => void, string]>([
    [
      'once it is played',
      ({ flush, expectActive }) => {
        flush();
        expectActive(detail).toStayWithin(1);
      },
      "expectActive of stage 'detail': call it before `flush()`, `calls` and `requests`, which run the test",
    ],
    [
      'once it is played, of what starts',
      ({ scripted, expectStarts }) => {
        expect(scripted({}).calls).toEqual([]);
        expectStarts(detail).toBe('');
      },
      "expectStarts of stage 'detail': call it before `flush()`, `calls` and `requests`, which run the test",
    ],
    [
      'once anything has begun',
      ({ expectActive }) => {
        detail(['a']).subscribe();
        expectActive(detail).toStayWithin(1);
      },
      "expectActive of stage 'detail': call it before the first subscription",
    ],
    [
      'of a limit that nobody goes by',
      ({ cold, expectOutcomes, expectActive }) => {
        expectOutcomes(cold('a|').pipe(detail)).toBe('a|');
        expectActive(concurrencyLimit(1)).toStayWithin(0);
      },
      'expectActive of a limit: no run has used it',
    ],
    [
      'of groups that nobody is in',
      ({ cold, expectOutcomes, expectWaiting }) => {
        expectOutcomes(cold('a|').pipe(detail)).toBe('a|');
        expectWaiting(perKey(() => concurrencyLimit(1))).toStayWithin(0);
      },
      'expectWaiting of a limit: no run has used it',
    ],
    [
      'of what is neither a stage nor a limit',
      ({ expectActive }) => {
        expectActive(perKey(() => concurrencyLimit(1)).by((id: string) => id)).toStayWithin(0);
      },
      'expectActive: target must be a stage, a limit or a list of them, got a function',
    ],
    [
      'of the starts of what is no stage',
      ({ expectStarts }) => {
        expectStarts(undefined as never).toBe('');
      },
      'expectStarts: stage must be a stage, got undefined',
    ],
    [
      'of a stage that does not run',
      ({ cold, scripted, expectOutcomes, expectWaiting }) => {
        expectOutcomes(cold('a|').pipe(detail.with({ project: scripted({ a: '-x|' }) }))).toBe('-x|');
        expectWaiting({ name: 'detial' }).toStayWithin(0);
      },
      "expectWaiting of stage 'detial': no run has a stage 'detial', only 'detail'",
    ],
    [
      'of no number',
      ({ expectActive }) => {
        expectActive(detail).toStayWithin(NaN);
      },
      'toStayWithin: most must be an integer >= 0 or Infinity, got NaN',
    ],
  ])('refuses what is said %s', (_, body, message) => {
    expect(
      failureOf(() => {
        testStages(body);
      }).message,
    ).toBe(message);
  });

  it('refuses a diagram that has something else than numbers', () => {
    expect(() => {
      testStages(({ expectActive }) => {
        expectActive(detail).toBe('1-a');
      });
    }).toThrow(new TypeError("A diagram of counts must contain only numbers, got 'a' in '1-a'"));
  });
});
