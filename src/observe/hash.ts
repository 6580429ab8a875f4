/**
 * A number from 0 to below 1 that looks random and is the same each time: SplitMix (G. Steele,
 * D. Lea, C. Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014) in 32 bits, with
 * the finaliser of MurmurHash3 (A. Appleby, 2011).
 */
export function hash(value: number, seed: number): number {
  let mixed = (seed + Math.imul(value + 1, 0x9e3779b9)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}
