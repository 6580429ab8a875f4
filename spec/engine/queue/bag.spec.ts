import fc from 'fast-check';
import { Bag } from '../../../src/engine/queue/bag';
import { settings } from '../../properties/settings';

it('Bag does what a Set of the same elements does, in any order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(7)), (steps) => {
      const elements = Array.from({ length: 8 }, (_, name) => ({ name, place: -1 }));
      const bag = new Bag<(typeof elements)[number]>();
      const set = new Set<(typeof elements)[number]>();
      for (const step of steps) {
        const element = elements[step] as (typeof elements)[number];
        if (set.delete(element)) bag.delete(element);
        else {
          set.add(element);
          bag.add(element);
        }

        const names = [...bag].map(({ name }) => name);
        expect(names.sort()).toEqual([...set].map(({ name }) => name).sort());
      }
    }),
    settings(100),
  );
});
