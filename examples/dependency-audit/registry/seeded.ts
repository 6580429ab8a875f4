import { createHash } from 'node:crypto';

/** A number in [0, 1) that looks random and is always the same for the same seed, purpose and name. */
export function seeded(seed: number, purpose: string, name: string): number {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, purpose, name]))
    .digest();
  return digest.readUInt32BE() / 2 ** 32;
}
