import { EventEmitter } from 'node:events';
import { NEVER, of, timer } from 'rxjs';
import { pipeline, stage } from 'rxjs-stages';
import type { RunProgress, StageProgress } from 'rxjs-stages/observe';
import { terminalProgress } from 'rxjs-stages/node';
import stringWidth from 'string-width';
import { rowsOf } from '../../src/node/rows';
import { timesInWords } from '../../src/node/words';
import { all } from '../support/consume';

/** A stream that keeps what is written. A terminal says what it is told to do in angle brackets. */
class FakeStream extends EventEmitter {
  written = '';

  constructor(
    readonly isTTY: boolean,
    public columns = 80,
    public rows = 24,
  ) {
    super();
  }

  write(text: string): boolean {
    this.written += text;
    return true;
  }

  moveCursor(_: number, rows: number): void {
    this.written += `<${String(rows)}>`;
  }

  cursorTo(): void {
    this.written += '<left>';
  }

  clearScreenDown(): void {
    this.written += '<clear>';
  }

  get stream(): NodeJS.WriteStream {
    return this as unknown as NodeJS.WriteStream;
  }
}

const NONE = { discovered: 0, total: undefined, waiting: 0, inFlight: 0, retrying: 0, emitting: 0, fulfilled: 0, rejected: 0, cancelled: 0 };

function stageAt(counts: Partial<StageProgress>): StageProgress {
  return { stage: 'search', concurrency: 4, ...NONE, ...counts };
}

function runAt(counts: Partial<RunProgress>): RunProgress {
  const none = {
    run: 1,
    status: 'running',
    elapsed: 0,
    stages: [],
    all: NONE,
    rate: 0,
    remaining: undefined,
    nextRetry: undefined,
    pause: undefined,
  } as const;
  return { ...none, ...counts };
}

describe('rowsOf', () => {
  const stages = [
    stageAt({ discovered: 20, total: 20, fulfilled: 5, inFlight: 4, waiting: 11 }),
    stageAt({ stage: '結果', discovered: 130, fulfilled: 60, rejected: 5, inFlight: 64, retrying: 1 }),
  ];

  it.each([20, 30, 40, 60, 80, 200])('has a row for each stage, none wider than %i columns', (columns) => {
    const rows = rowsOf(stages, columns, stringWidth);

    expect(rows).toHaveLength(2);
    for (const row of rows) expect(stringWidth(row)).toBeLessThanOrEqual(columns);
  });

  it('shows bars beside each other, whatever characters the names have, and leaves out what has no place', () => {
    expect(rowsOf(stages, 80, stringWidth)).toEqual([
      'search  ███████░░░░░░░░░░░░░░░░░░░░░░░  5/20     4 in flight  11 waiting',
      '結果    ███████████████░░░░░░░░░░░░░░░  65/130+  64 in flight  5 failed',
    ]);
    expect(rowsOf(stages, 40, stringWidth)).toEqual(['search  ██░░░░░░░░  5/20     4 in flight', '結果    █████░░░░░  65/130+']);
    expect(rowsOf(stages, 20, stringWidth)).toEqual(['search  5/20', '結果    65/130+']);
  });

  it('cuts names that are too long', () => {
    expect(rowsOf([stageAt({ stage: '結'.repeat(20) })], 30, stringWidth)).toEqual(['結結結結…  0/0+']);
  });
});

describe('timesInWords', () => {
  it.each([
    [{ elapsed: 12_400, rate: 48 }, '12.4 s, 48/s'],
    [{ elapsed: 400, rate: 0.25, remaining: 8000 }, '0.4 s, 0.3/s, about 8.0 s left'],
    [{ elapsed: 99_999, nextRetry: 2100, pause: Infinity }, '100.0 s, next retry in 2.1 s, paused for ever'],
    [{ elapsed: 3_725_000, rate: 3, status: 'completed', remaining: 0 }, '1 h 2 min 5 s'],
    [{ elapsed: 3_599_999 }, '1 h 0 min 0 s'],
  ] as const)('says %j', (sample, words) => {
    expect(timesInWords(runAt(sample))).toBe(words);
  });
});

describe('terminalProgress', () => {
  const listeners = (): number[] => ['exit', 'SIGINT', 'SIGTERM', 'SIGHUP'].map((event) => process.listenerCount(event));

  it('draws rows in place on a terminal, hides the cursor meanwhile, and listens for nothing afterwards', async () => {
    const terminal = new FakeStream(true, 40);
    const before = listeners();

    await all(
      pipeline(
        stage('ask', (n: number) => of(n)),
        { onEvent: terminalProgress({ stream: terminal.stream }) },
      )([1, 2]),
    );

    expect(terminal.written).toMatch(/^\u001B\[\?25lask  ░{13}  0\/2\n0\.0 s<-1><left><clear>ask  █{13}  2\/2\ncompleted, 0\.\d s\n\u001B\[\?25h$/);
    expect([listeners(), terminal.eventNames()]).toEqual([before, []]);
  });

  it('erases what a narrower terminal has wrapped', () => {
    const terminal = new FakeStream(true, 100);
    const running = pipeline(
      stage('ask', () => NEVER),
      { onEvent: terminalProgress({ stream: terminal.stream }) },
    )([1, 2]).subscribe();
    terminal.written = '';

    terminal.columns = 20;
    terminal.emit('resize');
    // `ask`, two spaces, 30 of the bar, two spaces, `0/2`: three rows of 20 columns. The times need one.
    expect(terminal.written).toBe('<-2><left><clear>');
    running.unsubscribe();
  });

  it('shows no more rows than the terminal has', async () => {
    const terminal = new FakeStream(true, 40, 3);
    const pass = (name: string) => stage(name, (n: number) => of(n));

    await all(pipeline(pass('a'), pass('b'), pass('c'), pass('d'), { onEvent: terminalProgress({ stream: terminal.stream }) })([1]));

    expect(terminal.written).toMatch(/<clear>d {2}█+ {2}1\/1\ncompleted, 0\.\d s\n\u001B\[\?25h$/);
  });

  it('keeps the rows of several runs until all have ended', async () => {
    const terminal = new FakeStream(true, 40);
    const onEvent = terminalProgress({ stream: terminal.stream });
    const ask = stage('ask', (n: number) => timer(n));

    await Promise.all([all(pipeline(ask, { onEvent })([1])), all(pipeline(ask, { onEvent })([30]))]);

    expect(terminal.written).toMatch(/<clear>ask .* 1\/1\ncompleted, 0\.\d s\nask .* 1\/1\ncompleted, 0\.\d s\n\u001B\[\?25h$/);
  });

  it('writes lines elsewhere, when they say something new, and one at the end', async () => {
    const file = new FakeStream(false);

    await all(
      pipeline(
        stage('ask', (n: number) => timer(n), { concurrency: 1 }),
        { onEvent: terminalProgress({ stream: file.stream, every: 20 }) },
      )([1, 150]),
    );

    const lines = file.written.trimEnd().split('\n');
    expect(lines.map((line) => line.replaceAll(/[\d.]+ s|, [\d.]+\/s/g, '_'))).toEqual([
      'ask 1/2, 1 in flight; __, about _ left',
      'ask 2/2; completed after _',
    ]);
  });

  it('refuses options that are invalid, and says what to install', () => {
    expect(() => terminalProgress({ every: 0 })).toThrow(new RangeError('terminalProgress: every must be a number of ms > 0, got 0'));
    expect(() => terminalProgress({ stream: {} as never })).toThrow('terminalProgress: stream must be a writable stream, got an object');
    jest.isolateModules(() => {
      jest.doMock('string-width', () => {
        throw new Error('Cannot find module');
      });
      expect(() => terminalProgress({ stream: new FakeStream(true).stream })).toThrow(
        'terminalProgress needs string-width to draw bars: npm install string-width@4',
      );
    });
  });
});
