import fc from 'fast-check';
import { FifoSet } from '../../../src/engine/queue/fifo-set';

/** A few objects, so that the same one is often added and deleted again. */
const elements = Array.from({ length: 4 }, (_, n) => ({ n }));

const step = fc.record({ what: fc.constantFrom('add' as const, 'delete' as const, 'shift' as const), n: fc.nat(elements.length - 1) });

describe('FifoSet', () => {
  it('does what a Set of the same elements does, and has the one first that was added first', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const fifo = new FifoSet<{ readonly n: number }>();
        const model = new Set<{ readonly n: number }>();
        for (const { what, n } of steps) {
          const element = what === 'shift' ? fifo.first : elements[n];
          if (what === 'shift') fifo.shift();
          else if (element !== undefined) fifo[what](element);
          if (element !== undefined) model[what === 'add' ? 'add' : 'delete'](element);
          expect([...fifo]).toEqual([...model]);
          expect(fifo.size).toBe(model.size);
          expect(fifo.first).toBe([...model][0]);
        }
      }),
    );
  });
});
