import fc from 'fast-check';
import { PriorityQueue, type Positioned } from '../../../src/engine/queue/priority-queue';
import { settings } from '../../properties/settings';

interface Element extends Positioned {
  readonly rank: number;
  readonly sequence: number;
}

/** Adds an element of a rank, or removes one of those that are in the queue. */
type Step = { readonly rank: number } | { readonly remove: number };

let sequence = 0;
const element = (rank: number): Element => ({ rank, sequence: sequence++, position: -1 });
const byRank = (one: Element, other: Element): boolean => one.rank < other.rank;
const byRankAndAge = (one: Element, other: Element): boolean => byRank(one, other) || (one.rank === other.rank && one.sequence < other.sequence);

/** Removes the first element as often as there are elements. */
function emptied(queue: PriorityQueue<Element>): (Element | undefined)[] {
  return Array.from({ length: queue.size }, () => {
    const { first } = queue;
    if (first !== undefined) queue.delete(first);
    return first;
  });
}

describe('PriorityQueue', () => {
  it('O3 returns the element that comes before all others, whatever was added and removed', () => {
    const rank = fc.integer({ min: 0, max: 20 });
    const step = fc.oneof<fc.Arbitrary<Step>[]>(fc.record({ rank }), fc.record({ remove: fc.nat({ max: 50 }) }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const queue = new PriorityQueue<Element>(byRankAndAge);
        const model: Element[] = [];
        for (const each of steps) {
          if ('rank' in each) {
            const added = element(each.rank);
            queue.add(added);
            model.push(added);
          } else if (model.length > 0) {
            const [removed] = model.splice(each.remove % model.length, 1);
            queue.delete(removed as Element);
          }
          model.sort((one, other) => one.rank - other.rank || one.sequence - other.sequence);
          if (queue.first !== model[0] || queue.size !== model.length) break;
        }

        expect([queue.size, queue.first]).toEqual([model.length, model[0]]);
        expect(emptied(queue)).toEqual(model);
      }),
      settings(200),
    );
  });

  it('O3 returns elements of the same rank in the order in which they were added', () => {
    const queue = new PriorityQueue<Element>(byRank);
    const elements = [1, 1, 1, 2, 2].map(element);
    for (const each of elements) queue.add(each);

    expect(emptied(queue)).toEqual(elements);
  });

  it('O3 prefers the older element to one of the same rank that was added out of order', () => {
    const queue = new PriorityQueue<Element>(byRank);
    const [old, last, late] = [element(1), element(2), element(1)];
    for (const each of [old, last, late]) queue.add(each);

    expect(emptied(queue)).toEqual([old, late, last]);
  });

  it('B4 compares an element that is added in order once', () => {
    let comparisons = 0;
    const queue = new PriorityQueue<Element>((one, other) => {
      comparisons++;
      return byRank(one, other);
    });
    for (let rank = 0; rank < 1000; rank++) queue.add(element(rank));
    emptied(queue);

    expect(comparisons).toBe(999);
  });

  it('B4 compares an element that is added out of order as often as the logarithm of their number, and a constant', () => {
    let comparisons = 0;
    const queue = new PriorityQueue<Element>((one, other) => {
      comparisons++;
      return byRank(one, other);
    });
    for (let n = 1023; n >= 0; n--) queue.add(element(n));
    const toAdd = comparisons;
    emptied(queue);

    // At each level of the heap: one comparison to add, and two to remove.
    expect(toAdd).toBeLessThanOrEqual(1024 * (1 + 10));
    expect(comparisons - toAdd).toBeLessThanOrEqual(1024 * (3 + 2 * 10));
  });

  it('B3 keeps at most 1024 empty places more than it has elements, and rarely moves elements', () => {
    const queue = new PriorityQueue<Element>(byRank);
    const oldest = element(0);
    queue.add(oldest);
    let last = element(1);
    queue.add(last);
    let [most, moves] = [0, 0];
    for (let n = 0; n < 3000; n++) {
      const next = element(1);
      queue.add(next);
      if (next.position < last.position) moves++;
      most = Math.max(most, next.position);
      queue.delete(last);
      last = next;
    }

    expect(most).toBeLessThanOrEqual(1024 + 2 * 2);
    expect(most).toBeGreaterThanOrEqual(1024);
    expect(moves).toBeLessThanOrEqual(3);
    expect(emptied(queue)).toEqual([oldest, last]);
  });
});
