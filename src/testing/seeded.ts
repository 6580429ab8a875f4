/**
 * Creates a generator of pseudo-random numbers in [0, 1), the same sequence for each seed.
 *
 * It counts in steps of the golden ratio and mixes each count: SplitMix (G. Steele, D. Lea, C.
 * Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014) in 32 bits, with the
 * finaliser of MurmurHash3 (A. Appleby, 2011). So similar seeds have unrelated sequences.
 *
 * @param seed - an integer
 */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}
