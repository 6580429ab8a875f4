import { PassThrough } from 'node:stream';
import { showLines } from '../../../examples/dependency-audit/display/lines';
import { NO_PROGRESS } from '../../../examples/dependency-audit/progress';
import { marbles } from '../../support/marbles';

const { direct: none } = NO_PROGRESS;

describe('showLines', () => {
  it('writes a line every half second in which something changed, and the last counts at the end', () => {
    const stream = new PassThrough();
    marbles(({ hot }) => {
      const progress = hot('a 300ms b 300ms c 1000ms d|', {
        a: NO_PROGRESS,
        b: { direct: { ...none, waiting: 2, active: 1 }, transitive: none },
        c: { direct: { ...none, done: 3 }, transitive: { ...none, active: 1 } },
        d: { direct: { ...none, done: 3 }, transitive: { ...none, failed: 1, cancelled: 4 } },
      });

      showLines(progress, stream);
    });

    expect(String(stream.read())).toBe(
      [
        'direct: 2 waiting, 1 active, 0 done, 0 failed; transitive: 0 waiting, 0 active, 0 done, 0 failed',
        'direct: 0 waiting, 0 active, 3 done, 0 failed; transitive: 0 waiting, 1 active, 0 done, 0 failed',
        'direct: 0 waiting, 0 active, 3 done, 0 failed; transitive: 0 waiting, 0 active, 0 done, 1 failed, 4 cancelled',
        '',
      ].join('\n'),
    );
  });
});
