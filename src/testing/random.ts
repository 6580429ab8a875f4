/**
 * Makes numbers from 0 to below 1 that look random and are the same each time: xorshift32 (G. Marsaglia, Xorshift RNGs, Journal of Statistical Software 8 (14), 2003).
 *
 * @param seed - where they begin, a whole number
 */
export function seeded(seed: number): () => number {
  // 0 would stay 0.
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
