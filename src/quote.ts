/** Shows a value in an error message: strings in quotes, functions and objects by their kind, the rest as they print. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return `a function`;
  if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value)) return `an array of ${String(value.length)}`;
    const { name } = (value.constructor as { name?: unknown } | undefined) ?? {};
    return typeof name === 'string' && name !== '' && name !== 'Object' ? `an instance of ${name}` : 'an object';
  }
  return typeof value === 'bigint' ? `${String(value)}n` : String(value);
}
