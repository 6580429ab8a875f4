import { mergeMap, of } from 'rxjs';
import { batchStage, concurrencyLimit, pipeline, type PipelineEvent } from 'rxjs-stages';
import { marbleOf, testStages } from 'rxjs-stages/testing';
import { failureOf, lines } from './failure-of';

const details = batchStage('details', (ids: readonly string[]) => of(ids), { max: 3, concurrency: 1 });

describe('scriptedBatch', () => {
  it('answers when the last of its inputs has its letter', () => {
    testStages(({ cold, scriptedBatch, expectOutcomes, expectStarts, expectSubscriptions }) => {
      const Y = new RangeError('no');
      const project = scriptedBatch({ a: '--x', b: '---Y', c: '-z|' }, undefined, { Y });

      expectOutcomes(cold('a(bc|)').pipe(details.with({ project }))).toBe('--x--(Yz|)', {}, { Y });
      expectStarts(details).toBe('a-(bc)');
      expectSubscriptions(project.subscriptions()).toBe(['^-!', '--^--!']);
      expectSubscriptions(project.subscriptions('c')).toBe('--^--!');
      expect(project.calls).toEqual([
        { inputs: ['a'], attempts: [1], subscribedFrame: 0, unsubscribedFrame: 2 },
        { inputs: ['b', 'c'], attempts: [1, 1], subscribedFrame: 2, unsubscribedFrame: 5 },
      ]);
    });
  });

  it('fails as a whole where one of its inputs does, and has the attempts of each branch in turn', () => {
    testStages(({ scriptedBatch, expectOutcomes, expectStarts, expectSubscriptions }) => {
      const project = scriptedBatch({ a: ['-#', '-x'], b: ['--y', '---y'] });

      expectOutcomes(details.with({ project, retry: { count: 1, delay: 1 } })(['a', 'b'])).toBe('---x--(y|)');
      expectStarts(details).toBe(['(ab)', '--ab']);
      expectSubscriptions(project.subscriptions('b', 2)).toBe('---^--!');
    });
  });

  it.each<[string, string, unknown]>([
    ['a letter without an error is an Error of that letter', '-E', new Error('E')],
    ['# is the failure of the request', '-#', 'error'],
    ['an end without an answer', '-|', new TypeError("stage 'details': the result of project completed without an answer")],
  ])('%s', (_, marbles, reason) => {
    testStages(({ cold, scriptedBatch, expectOutcomes }) => {
      expectOutcomes(cold('a|').pipe(details.with({ project: scriptedBatch({ a: marbles }) }))).toBe('-(X|)', {}, { X: reason });
    });
  });

  it('answers whatever else is asked by the marbles of *, finds others by keyOf, and waits for ever where nothing is said', () => {
    const users = batchStage('users', (ids: readonly { readonly id: number }[]) => of(ids.map(String)), { max: 2 });

    testStages(({ cold, scriptedBatch, expectOutcomes, expectStarts }) => {
      const project = scriptedBatch({ '7': '', '*': '-x' }, {}, {}, { keyOf: ({ id }: { readonly id: number }) => String(id) });

      expectOutcomes(cold('aab', { a: { id: 1 }, b: { id: 7 } }).pipe(users.with({ project, timeout: 3 }))).toBe(
        '-xx--X',
        {},
        { X: expect.anything() as unknown },
      );
      expectStarts(users).toBe('aab', { a: { id: 1 }, b: { id: 7 } });
    });
  });

  it('is called as any function, for first attempts', () => {
    testStages(({ scriptedBatch, expectObservable }) => {
      expectObservable(scriptedBatch({ a: ['-x'], b: ['y'] })(['a', 'b'])).toBe('-(l|)', { l: ['x', 'y'] });
    });
  });

  it.each<[string, unknown, unknown, string]>([
    ['two answers for one input', { a: '-x-y|' }, undefined, "scriptedBatch: marbles must have one answer for an input, got '-x-y|'"],
    ['a letter that the values leave out', { a: '-x' }, { y: 1 }, "scriptedBatch: `values` needs 'x', which is in the marbles '-x'"],
    ['what is no script', null, undefined, 'scriptedBatch: script must be an object, got null'],
  ])('refuses %s', (_, script, values, message) => {
    expect(() => {
      testStages(({ scriptedBatch }) => void scriptedBatch(script as never, values as never));
    }).toThrow(new TypeError(message));
  });

  it.each<[string, unknown, string]>([
    ['an input without marbles', 'b', "scriptedBatch: no marbles for 'b': the script has 'a', 'E'"],
    ['what is no string', {}, 'scriptedBatch: inputs that are not strings or numbers need `keyOf`, got an object'],
    ['an error that is none', 'E', "scriptedBatch: `errors` of upper case letters must be instances of Error, got 'no' for 'E'"],
  ])('fails the test at %s, whatever it expects', (_, input, message) => {
    expect(
      failureOf(() => {
        testStages(({ cold, scriptedBatch, expectOutcomes }) => {
          const project = scriptedBatch({ a: '-x', E: '-E' }, undefined, { E: 'no' });

          expectOutcomes(cold('i|', { i: input as string }).pipe(details.with({ project }))).toBe('(X|)', {}, { X: expect.anything() as unknown });
        });
      }).message,
    ).toBe(message);
  });

  it('has no subscriptions of *', () => {
    expect(() => {
      testStages(({ scriptedBatch }) => scriptedBatch({ '*': '-x' }).subscriptions('*'));
    }).toThrow(new TypeError("scriptedBatch: call subscriptions() for all requests, or with the key of an input, got '*'"));
  });
});

describe('the kit for batch stages', () => {
  it('expectStarts tells requests of one frame apart, and fails with both diagrams', () => {
    testStages(({ scriptedBatch, expectOutcomes, expectStarts }) => {
      const project = scriptedBatch({ '*': '--x' });

      expectOutcomes(details.with({ project, concurrency: 2 })(Array.from('abcde'))).toBe('--(xxxxx|)');
      expectStarts(details).toBe('(abc,de)');
    });
    const { message } = failureOf(() => {
      testStages(({ scriptedBatch, expectOutcomes, expectStarts }) => {
        const project = scriptedBatch({ '*': '--x' });

        expectOutcomes(details.with({ project, concurrency: 2 })(['first', 'b', 'c', 'd', 'e'])).toBe('--(xxxxx|)');
        expectStarts(details).toBe('(abcd,e)');
      });
    });

    expect(message).toContain(
      lines(
        "expectStarts of stage 'details': the attempts or their times differ from what is expected",
        '',
        '          0',
        'expected  (abcd,e)',
        'actual    (fbc,de)',
        '          ^',
        '',
        "expected  at 0 ms a request for 'a', 'b', 'c', 'd'",
        "actual    at 0 ms a request for 'first', 'b', 'c'",
        '',
        "f = 'first'",
        '',
        'Received, as an expectation:',
        ".toBe('(fbc,de)', { f: 'first' })",
        '',
      ),
    );
  });

  it('expectActive counts requests, and expectWaiting the branches that are in none', () => {
    testStages(({ scriptedBatch, expectOutcomes, expectActive, expectWaiting }) => {
      const project = scriptedBatch({ '*': '---x' });

      expectOutcomes(details.with({ project, concurrency: 2 })(of('abcdefgh').pipe(mergeMap((text) => Array.from(text))))).toBe([
        '---(xxxxxx)',
        '------(xx|)',
      ]);
      expectActive(details).toBe('2--1--0');
      expectWaiting(details).toBe('2--0');
      expectActive(details).toStayWithin(2);
    });
  });

  it('counts the requests that hold a limit, and the branches that it holds up', () => {
    testStages(({ scriptedBatch, expectOutcomes, expectActive, expectWaiting }) => {
      const limit = concurrencyLimit(1);
      const project = scriptedBatch({ '*': '---x' });

      expectOutcomes(details.with({ project, limit, concurrency: 9 })(of('abcde').pipe(mergeMap((text) => Array.from(text))))).toBe([
        '---(xxx)',
        '------(xx|)',
      ]);
      expectActive(limit).toBe('1-----0');
      expectWaiting(limit).toBe('2--0');
    });
  });

  it('says what is still open at the end', () => {
    expect(
      failureOf(() => {
        testStages(({ cold, scriptedBatch, expectOutcomes }) => {
          expectOutcomes(cold('(ab|)').pipe(details.with({ project: scriptedBatch({ '*': '' }) }))).toBe('-|');
        });
      }).message,
    ).toContain("attempts of stage 'details' still open at the end: 1.");
  });

  it('fails for a project that returns a promise', () => {
    expect(
      failureOf(() => {
        testStages(({ cold, expectOutcomes }) => {
          expectOutcomes(cold('(ab|)').pipe(details.with({ project: (ids) => Promise.resolve(ids) }))).toBe('(ab|)');
        });
      }).message,
    ).toContain("stage 'details': project returned a promise, which settles in real time");
  });

  it('marbleOf puts a comma between batches that start at one frame', () => {
    const events: PipelineEvent[] = [];
    testStages(({ scriptedBatch, expectOutcomes }) => {
      const project = scriptedBatch({ '*': '--x' });
      const run = pipeline(details.with({ project, concurrency: 2 }), { onEvent: (event) => events.push(event) });

      expectOutcomes(run(Array.from('abcdef'))).toBe('--(xxxxxx|)');
    });
    expect(marbleOf(events).split('\n').slice(0, 3).join('\n')).toBe(
      lines('                 0        2', 'details  starts  (abc,def)', '         emits   ---------(xxxxxx)'),
    );
  });
});
