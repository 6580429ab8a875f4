import { PassThrough } from 'node:stream';
import { showLines } from '../../../examples/dependency-audit/display/lines';
import { NO_PROGRESS } from '../../../examples/dependency-audit/progress';
import { marbles } from '../../support/marbles';

const { direct: none } = NO_PROGRESS.rounds;
const { patience } = NO_PROGRESS;

describe('showLines', () => {
  it('writes a line every half second in which something changed, and the last counts at the end', () => {
    const stream = new PassThrough();
    marbles(({ hot }) => {
      const progress = hot('a 300ms b 300ms c 1000ms d|', {
        a: NO_PROGRESS,
        b: { rounds: { direct: { ...none, waiting: 2, active: 1 }, transitive: none }, patience },
        c: {
          rounds: { direct: { ...none, done: 3 }, transitive: { ...none, active: 1, retrying: 2 } },
          patience: { ...patience, retried: 2 },
        },
        d: {
          rounds: { direct: { ...none, done: 3 }, transitive: { ...none, failed: 1, cancelled: 4 } },
          patience: { retried: 3, paused: 1000, pausedUntil: 2000 },
        },
      });

      showLines(progress, stream);
    });

    expect(String(stream.read())).toBe(
      [
        'direct: 2 waiting, 1 active, 0 done, 0 failed; transitive: 0 waiting, 0 active, 0 done, 0 failed',
        'direct: 0 waiting, 0 active, 3 done, 0 failed; transitive: 0 waiting, 1 active, 2 retrying, 0 done, 0 failed; 2 retried',
        'direct: 0 waiting, 0 active, 3 done, 0 failed; transitive: 0 waiting, 0 active, 0 done, 1 failed, 4 cancelled; 3 retried; paused for 1000 ms',
        '',
      ].join('\n'),
    );
  });
});
