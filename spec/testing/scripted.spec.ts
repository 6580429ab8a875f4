import { of } from 'rxjs';
import { listStage, stage } from 'rxjs-stages';
import { testStages } from 'rxjs-stages/testing';
import { failureOf, lines } from './failure-of';

const detail = stage('detail', (id: string) => of(id));

describe('scripted', () => {
  it('answers the attempts of an input in turn', () => {
    testStages(({ cold, scripted, expectOutcomes, expectStarts, expectSubscriptions }) => {
      const project = scripted({ a: ['-#', '--E', '-x|'] });

      expectOutcomes(cold('a|').pipe(detail.with({ project, retry: { count: 2, delay: 1 } }))).toBe('------x|');
      expectStarts(detail).toBe('a-a--a');
      expectSubscriptions(project.subscriptions('a')).toBe(['^!', '--^-!', '-----^-!']);
      expectSubscriptions(project.subscriptions('a', 2)).toBe('--^-!');
      expect(project.calls).toEqual([
        { input: 'a', attempt: 1, subscribedFrame: 0, unsubscribedFrame: 1 },
        { input: 'a', attempt: 2, subscribedFrame: 2, unsubscribedFrame: 4 },
        { input: 'a', attempt: 3, subscribedFrame: 5, unsubscribedFrame: 7 },
      ]);
    });
  });

  it('keeps the real options of the stage: lists are opened, attempts time out', () => {
    const search = listStage('search', (term: string) => of([term]), { timeout: 3 });

    testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
      const project = scripted({ q: '-l|', slow: '-----l|' }, { l: ['a', 'b'] });

      expectOutcomes(cold('q---s', { q: 'q', s: 'slow' }).pipe(search.with({ project }))).toBe('-(ab)--X', {}, { X: expect.any(Error) as unknown });
      expectSubscriptions(project.subscriptions('slow')).toBe('----^--!');
    });
  });

  it('gives reasons untouched', () => {
    testStages(({ cold, scripted, expectOutcomes }) => {
      const project = scripted({ a: '-N', b: '-#' }, {}, { N: undefined, '#': 0 });

      expectOutcomes(cold('(ab|)').pipe(detail.with({ project }))).toBe('-(XY|)', {}, { X: undefined, Y: 0 });
    });
  });

  it('finds the marbles of what is no string by keyOf', () => {
    const user = stage('user', ({ id }: { readonly id: number }) => of(String(id)));

    testStages(({ cold, scripted, expectOutcomes }) => {
      const project = scripted({ '7': '-x|' }, {}, {}, { keyOf: ({ id }: { readonly id: number }) => String(id) });

      expectOutcomes(cold('s|', { s: { id: 7 } }).pipe(user.with({ project }))).toBe('-x|');
    });
  });

  it.each<[string, string | readonly string[], string, string]>([
    ['an input without marbles', '-x|', 'b', "scripted: no marbles for 'b': the script has 'a'"],
    ['an attempt too many', ['-#'], 'a', "scripted: no marbles for attempt 2 of 'a': its list has 1"],
  ])('fails the test at %s, whatever it expects', (_, marbles, source, message) => {
    const failure = failureOf(() => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        const project = scripted({ a: marbles });

        expectOutcomes(cold(source).pipe(detail.with({ project, retry: { count: 1, delay: 0 } }))).toBe('X', {}, { X: expect.anything() as unknown });
      });
    });

    expect(failure.message).toBe(message);
  });

  it.each<[string, unknown, string]>([
    ['what is none', null, 'scripted: script must be an object, got null'],
    ['what are no marbles', { a: 5 }, "scripted: the marbles of 'a' must be a marble diagram or a list of them, got 5"],
    ['marbles that cannot be read, although nobody asks for them', { a: '-x|', b: '-^x|' }, 'cold observable cannot have subscription offset "^"'],
  ])('refuses a script: %s', (_, script, message) => {
    expect(() => {
      testStages(({ scripted }) => void scripted(script as never));
    }).toThrow(message);
  });

  it('refuses a letter that the values leave out, unless all are letters', () => {
    expect(() => {
      testStages(({ scripted }) => void scripted({ a: '-x-y|' }, { x: 1 }));
    }).toThrow(new TypeError("scripted: `values` needs 'y', which is in the marbles '-x-y|'"));
    testStages(({ scripted, expectObservable }) => {
      expectObservable(scripted({ a: '-x-y|' }, { x: 'z' })('a')).toBe('-z-y|');
    });
  });

  it('asks for keyOf where inputs are no strings', () => {
    const user = stage('user', (given: object) => of(given));

    expect(() => {
      testStages(({ cold, scripted, expectOutcomes }) => {
        expectOutcomes(cold('a', { a: {} }).pipe(user.with({ project: scripted({ a: '-x|' }) as never }))).toBe('');
      });
    }).toThrow(new TypeError('scripted: inputs that are not strings or numbers need `keyOf`, got an object'));
  });

  it('answers whatever else is asked by the marbles of *', () => {
    testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
      const project = scripted({ b: '-B', '*': ['-#', '-x|'] });

      expectOutcomes(cold('abc|').pipe(detail.with({ project, retry: { count: 1, delay: 0, when: (error) => error === 'error' } }))).toBe([
        '--(Bx)',
        '----x|',
      ]);
      expectSubscriptions(project.subscriptions('c')).toBe(['--^!', '---^-!']);
      expectSubscriptions(project.subscriptions()).toBe(['^!', '-^!', '-^-!', '--^!', '---^-!']);
    });
    expect(() => {
      testStages(({ scripted }) => scripted({ '*': '-x' }).subscriptions('*'));
    }).toThrow(new TypeError("scripted: call subscriptions() for all inputs, or with the key of one, got '*'"));
  });

  it('is called as any function, for a first attempt', () => {
    testStages(({ scripted, expectObservable }) => {
      expectObservable(scripted({ a: ['-x|'] })('a')).toBe('-x|');
    });
  });

  it.each<[string, [string, number?], string]>([
    ['an input without marbles', ['b'], "scripted: no marbles for 'b': the script has 'a'"],
    ['an attempt without marbles', ['a', 3], "scripted: no marbles for attempt 3 of 'a': its list has 2"],
  ])('has no subscriptions of %s', (_, asked, message) => {
    expect(() => {
      testStages(({ scripted, expectSubscriptions }) => {
        expectSubscriptions(scripted({ a: ['-#', '-x'] }).subscriptions(...asked)).toBe([]);
      });
    }).toThrow(message);
  });

  it('shows a subscription that is left', () => {
    const { message, where } = failureOf(() => {
      testStages(({ cold, scripted, expectOutcomes, expectSubscriptions }) => {
        const project = scripted({ a: '--x' });

        expectOutcomes(cold('a').pipe(detail.with({ project }))).toBe('--x');
        expectSubscriptions(project.subscriptions('a')).toBe('^-!');
      });
    });

    expect(where).toContain('scripted.spec.ts');
    expect(message).toBe(
      lines(
        'expectSubscriptions: the subscriptions differ from what is expected',
        '',
        '            0 2',
        'expected 1  ^-!',
        'actual 1    ^',
        '            ^',
        '',
        'expected  at 0 ms subscription 1, unsubscribed at 2 ms',
        'actual    at 0 ms subscription 1, never unsubscribed',
        '',
        'Received, as an expectation:',
        ".toBe('^')",
      ),
    );
  });
});
