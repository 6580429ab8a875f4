/** The rounding error of floating point numbers, in ms. */
const DUST = 1e-6;

/**
 * The frame at which something is shown: the next integer, because marbles cannot express fractions
 * of a ms.
 */
export function whole(frame: number): number {
  // Avoids -0.
  return Math.ceil(frame - DUST) + 0;
}
