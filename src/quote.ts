/** Shows a value in an error message: strings in quotes, objects and functions by their kind, the rest as they print. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  return Object(value) === value ? Object.prototype.toString.call(value) : String(value);
}
