/** What floating point numbers may be off by, in ms. */
const DUST = 1e-6;

/** The frame that something is shown at: the next whole ms, for half of one cannot be written as a marble. */
export function whole(frame: number): number {
  // No -0.
  return Math.ceil(frame - DUST) + 0;
}
