import { delay, from, map, NEVER, of, timer } from 'rxjs';
import { testStages } from 'rxjs-stages/testing';
import { failureOf, lines } from './failure-of';

describe('expectObservable', () => {
  it('does what rxjs’s own does', () => {
    testStages(({ cold, hot, expectObservable }) => {
      expectObservable(cold('-a-b|', { a: 1, b: { c: 2 } })).toBe('-a-b|', { a: 1, b: { c: 2 } });
      expectObservable(cold('-#', undefined, 'no')).toBe('-#', undefined, 'no');
      expectObservable(cold('-#')).toBe('-#');
      expectObservable(hot('a-b-c-d'), '-^--!').toBe('--b');
      expectObservable(NEVER).toBe('');
      expectObservable(cold('-a|').pipe(map(() => cold('-b|')))).toBe('-x|', { x: cold('-b|') });
      expectObservable(timer(3).pipe(map(() => 'x'))).toEqual(of('x').pipe(delay(3)));
    });
  });

  it('verifies all that is said of one thing', () => {
    expect(
      failureOf(() => {
        testStages(({ cold, expectObservable }) => {
          const said = expectObservable(cold('a|'));
          said.toBe('b|');
          said.toBe('a|');
        });
      }).message,
    ).toContain("expected  at 0 ms b, 'b'");
  });

  it('draws both diagrams where it fails', () => {
    const { message, where } = failureOf(() => {
      testStages(({ cold, expectObservable }) => {
        expectObservable(cold('-a--(b#)', { a: 'a', b: [1] })).toBe('-a--(b|)', { a: 'a', b: [1] });
      });
    });

    expect(message).toBe(
      lines(
        'expectObservable: the notifications or their times differ from what is expected',
        '',
        '          0   4',
        'expected  -a--(b|)',
        'actual    -a--(b#)',
        '              ^',
        '',
        'expected  at 4 ms the end',
        "actual    at 4 ms an error, 'error'",
        '',
        'b = [1]',
        '',
        'Received, as an expectation:',
        ".toBe('-a--(b#)', { a: 'a', b: [1] })",
      ),
    );
    expect(where).toContain('observables.spec.ts');
  });

  it('finds letters for what is compared with another Observable', () => {
    const { message } = failureOf(() => {
      testStages(({ cold, expectObservable }) => {
        expectObservable(cold('a-b|')).toEqual(cold('a-c|'));
      });
    });

    expect(message).toContain(lines('expected  a-c|', 'actual    a-b|'));
    expect(message).toContain("expected  at 2 ms c, 'c'");
  });

  it('says what differs of many, and of what cannot be shown', () => {
    const many = failureOf(() => {
      testStages(({ expectObservable }) => {
        expectObservable(from(Array.from({ length: 400 }, (_, i) => ({ i })))).toBe('(ab|)', { a: { i: 0 }, b: { i: 2 } });
      });
    }).message;
    const hidden = failureOf(() => {
      testStages(({ expectObservable }) => {
        expectObservable(
          of({
            get a() {
              throw new Error('getter');
            },
          }),
        ).toBe('(a|)');
      });
    }).message;

    expect(many).toContain('expected  at 0 ms b, { i: 2 }');
    expect(many).not.toContain('? =');
    expect(hidden).toContain('actual    at 0 ms b, an object');
  });

  it('refuses marbles that are none', () => {
    expect(() => {
      testStages(({ cold, expectObservable }) => {
        expectObservable(cold('a|')).toBe(undefined as never);
      });
    }).toThrow(new TypeError('marbles must be a marble diagram or a list of them, got undefined'));
  });

  it('refuses what is no Observable', () => {
    expect(() => {
      testStages(({ expectObservable }) => {
        expectObservable(7 as never).toBe('|');
      });
    }).toThrow(new TypeError('expectObservable: observable must be an Observable, got 7'));
  });
});

describe('expectSubscriptions', () => {
  it('draws all subscriptions where it fails', () => {
    const { message, where } = failureOf(() => {
      testStages(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('--a|');
        expectObservable(source).toBe('--a|');
        expectObservable(source, '-^-!').toBe('');
        expectSubscriptions(source.subscriptions).toBe(['^--!', '--^-!']);
      });
    });

    expect(message).toBe(
      lines(
        'expectSubscriptions: the subscriptions differ from what is expected',
        '',
        '            0 2 4',
        'expected 1  ^--!',
        'expected 2  --^-!',
        'actual 1    ^--!',
        'actual 2    -^-!',
        '             ^',
        '',
        'expected  at 2 ms subscription 2, unsubscribed at 4 ms',
        'actual    at 1 ms subscription 2, unsubscribed at 3 ms',
        '',
        'Received, as an expectation:',
        ".toBe(['^--!', '-^-!'])",
      ),
    );
    expect(where).toContain('observables.spec.ts');
  });

  it('refuses what is no list of subscriptions', () => {
    expect(() => {
      testStages(({ cold, expectSubscriptions }) => {
        expectSubscriptions(cold('a|') as never).toBe('^');
      });
    }).toThrow(new TypeError('expectSubscriptions: logs must be a list of subscriptions, got an object'));
  });

  it.each<[string, string | string[], string[]]>([
    ['one too many', [], ['expected  nothing more', 'actual    at 0 ms subscription 1, unsubscribed at 0 ms']],
    ['one missing', ['(^!)', '-^!'], ['expected  at 1 ms subscription 2, unsubscribed at 2 ms', 'actual    nothing more']],
  ])('fails if there is %s', (_, marbles, words) => {
    const { message } = failureOf(() => {
      testStages(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('(a|)');
        expectObservable(source).toBe('(a|)');
        expectSubscriptions(source.subscriptions).toBe(marbles);
      });
    });

    expect(message).toContain(lines(...words));
  });
});
