import { of } from 'rxjs';
import { pipeline, stage, type PipelineEvent, type StageOptions } from 'rxjs-stages';
import { marbleOf, testStages, type MarbleOptions, type Script } from 'rxjs-stages/testing';
import { lines } from './failure-of';

describe('marbleOf', () => {
  it.each([0, -1, NaN])('refuses %p ms for a character', (frame) => {
    expect(() => marbleOf([], { frame })).toThrow(new RangeError(`marbleOf: frame must be a number of ms > 0, got ${String(frame)}`));
  });

  it('draws what a run did, stages as rows', () => {
    const events: PipelineEvent[] = [];
    testStages(({ cold, scripted }) => {
      const search = stage('search', (term: string) => of(term)).with({ project: scripted({ rxjs: '--(xy)|' }) });
      const detail = stage('detail', (id: string) => of(id), { retry: { count: 1, delay: 4 } }).with({
        project: scripted({ x: '-----v|', y: ['-#', '--E'] }),
      });
      pipeline(search, detail, { onEvent: (event) => events.push(event) })(cold('r|', { r: 'rxjs' })).subscribe();
    });

    expect(marbleOf(events)).toBe(
      lines(
        '                0 2   3   7 9',
        'search  starts  a',
        '        emits   --(xy)',
        'detail  starts  --(xy)----y',
        '        emits   ------~---v-E',
        '',
        "a = 'rxjs'",
      ),
    );
  });

  it('draws a cancelled run, and several runs', () => {
    const events: PipelineEvent[] = [];
    testStages(({ cold, scripted, expectOutcomes }) => {
      const told = pipeline(stage('detail', (id: string) => of(id)).with({ project: scripted({ a: '-x' }) }), {
        onEvent: (event) => events.push(event),
      });
      expectOutcomes(told(cold('a')), '^--!').toBe('-x');
      expectOutcomes(told(cold('-----a')), '^-----!').toBe('');
    });

    expect(marbleOf(events)).toBe(
      lines('                  0  3 5', '1 detail  starts  a', '          emits   -x-!', '2 detail  starts  -----a', '          emits   ------!'),
    );
    expect(marbleOf(events, { rows: 'branches' })).toBe(lines('     0  3 5', '1 a  =x=!', '2 a       =!'));
    expect(marbleOf([])).toBe('');
  });

  /** What the branches of one stage do. */
  function branches(marbles: string, script: Script, options: StageOptions<string>, settings: MarbleOptions = {}): string {
    const events: PipelineEvent[] = [];
    testStages(({ cold, scripted }) => {
      const detail = stage('detail', scripted<string, string>(script), options);
      pipeline(detail, { onEvent: (event) => events.push(event) })(cold(marbles)).subscribe();
    });
    return marbleOf(events, { ...settings, rows: 'branches' });
  }

  it('draws a row for each branch: it waits, works, fails, sleeps, emits', () => {
    expect(branches('(ab|)', { a: ['---#', '---v|'], b: '---w|' }, { concurrency: 1, retry: { count: 1, delay: 4 } })).toBe(
      lines(
        '   0  3  6   10', //
        'a  ===#~~~===v|',
        'b  ...===w|',
      ),
    );
  });

  it('draws that a branch waits: when the delay of a retry is over, and when its attempt is, but it has not ended', () => {
    expect(branches('(ab|)', { a: ['-#', '-v|'], b: '-----w|' }, { concurrency: 1, retry: { count: 1, delay: 2 } })).toBe(
      lines(
        '   0  3  6 8', //
        'a  =#~....=v|',
        'b  .=====w|',
      ),
    );

    const events: PipelineEvent[] = [];
    testStages(({ cold, scripted }) => {
      const crawl = stage('crawl', scripted({ a: '-v|', b: '---|', c: '-|' }), {
        concurrency: 1,
        recurse: (value) => (value === 'v' ? ['b', 'c'] : []),
      });
      pipeline(crawl, { onEvent: (event) => events.push(event) })(cold('(a|)')).subscribe();
    });
    expect(marbleOf(events, { rows: 'branches' })).toBe(lines('   0 2  5', 'a  =v...|', 'b    ===|', 'c       =|'));
  });

  it('begins with the first branch, and draws nothing of the run itself', () => {
    expect(branches('-----a--|', { a: '-v|' }, {})).toBe(lines('   0 2', 'a  =v|'));
    const [first] = eventsOfNothing();
    expect(first?.type).toBe('run-started');
    expect(marbleOf(eventsOfNothing())).toBe('');
  });

  function eventsOfNothing(): PipelineEvent[] {
    const events: PipelineEvent[] = [];
    pipeline(
      stage('detail', (id: string) => of(id)),
      { onEvent: (event) => events.push(event) },
    )([]).subscribe();
    return events;
  }

  it('draws the end of a branch where no value is, and says why one was rejected', () => {
    expect(branches('(abc|)', { a: '-x|', b: '--|', c: '--E', d: '' }, {})).toBe(
      lines(
        '   0 2', //
        'a  =x|',
        'b  ==|',
        'c  ==E',
      ),
    );
    expect(branches('(ab|)', { a: '-#', b: '--#' }, { timeout: 1, concurrency: 1 })).toBe(
      lines(
        '   0 2',
        'a  =A',
        'b  .=B',
        '',
        "A = 'error'",
        "B = StageTimeoutError: stage 'detail': the attempt took longer than 1 ms (timeout.attempt)",
      ),
    );
  });

  it('draws several values at once as a group', () => {
    expect(branches('(aab|)', { a: '--x-y|', b: '--------w|' }, { key: (id) => id })).toBe(
      lines(
        '   0 2 4    8', //
        'a  ==x=y|',
        'a  .....(xy)',
        'b  =========w|',
      ),
    );
  });

  it('writes a long time without anything as a number, and takes as many branches as there are', () => {
    expect(branches('(ab|)', { a: '200ms v|', b: '-#' }, {})).toBe(
      lines(
        '   0            200', //
        'a  ==== 194ms ==v|',
        'b  =A',
        '',
        "A = 'error'",
      ),
    );
    const many = branches('(ab|)', { a: '60m v|', b: '120m w|' }, {});
    expect(Math.max(...many.split('\n').map(({ length }) => length))).toBeLessThan(60);
    expect(many).toContain('ms ==v|');
  });

  it('marks the next page of a branch, whose input no event tells', () => {
    const events: PipelineEvent[] = [];
    testStages(({ cold, scripted }) => {
      const list = stage('list', scripted<string, string>({ a: '--b|', b: '--c|' }), { nextPage: (value) => (value === 'b' ? value : undefined) });
      pipeline(list, { onEvent: (event) => events.push(event) })(cold('a|')).subscribe();
    });

    expect(marbleOf(events)).toBe(lines('              0 2  5', 'list  starts  a--+', '      emits   --b--c'));
  });

  it('goes by the scale, names stages if there are several, and long inputs by letters', () => {
    const events: PipelineEvent[] = [];
    testStages(({ cold, scripted }) => {
      const both = pipeline(
        stage('one', scripted<string, string>({ 'a long input, with spaces': '200ms x|' })),
        stage('two', scripted<string, string>({ x: '300ms y|' })),
        { onEvent: (event) => events.push(event) },
      );
      both(cold('a|', { a: 'a long input, with spaces' })).subscribe();
    });

    expect(marbleOf(events, { rows: 'branches', frame: 100 })).toBe(
      lines('       0 200', 'one a  ==x', 'two x    ===y', '', "a = 'a long input, with spaces'"),
    );
  });

  it('refuses rows that there are not', () => {
    expect(() => marbleOf([], { rows: 'both' as never })).toThrow(new TypeError("marbleOf: rows must be 'stages' or 'branches', got 'both'"));
  });
});
