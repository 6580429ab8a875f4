/** The path of the branch whose outcome a label names. */
export function branchOf(label: string): string {
  return label.replace(/[#!].*/, '');
}

/** Whether a branch comes before another in source order: its path is a prefix of the other's, or lower where they differ. */
export function isBefore(one: string, other: string): boolean {
  const indices = indicesOf(one);
  const others = indicesOf(other);
  const at = indices.findIndex((index, depth) => index !== others[depth]);
  return at < 0 ? indices.length < others.length : at < others.length && (indices[at] as number) < (others[at] as number);
}

const known = new Map<string, readonly number[]>();

/** The indices of a path; each is read once. */
function indicesOf(path: string): readonly number[] {
  const indices = known.get(path) ?? path.split('.').map(Number);
  known.set(path, indices);
  return indices;
}
