/** Returns the width of a text on a terminal, in columns. */
export type WidthOf = (text: string) => number;

/**
 * Loads `string-width` on first use, because few need it.
 *
 * @throws Error that says what to install
 */
export function loadWidth(): WidthOf {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be loaded with the entry
    const loaded = require('string-width') as WidthOf | { readonly default: WidthOf };
    return typeof loaded === 'function' ? loaded : loaded.default;
  } catch (cause) {
    throw new Error('terminalProgress needs string-width to draw bars: npm install string-width@4', { cause });
  }
}
