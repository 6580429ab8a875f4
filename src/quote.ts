/** The maximum number of characters of a text in a message. */
const LONGEST = 80;

/** The maximum number of values in a list of values. */
const MOST = 8;

/** Characters that would change how a message reads, or that are invisible in it. */
const ESCAPED = /['\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Shows a value in an error message. It never throws, whatever the value is.
 *
 * - A text is quoted, escaped, and cut if it is long.
 * - Of an object, only the type and the size are shown: its contents may be secret.
 * - Anything else is shown as it prints.
 *
 * @param longest - the maximum number of characters of a text
 */
export function quote(value: unknown, longest = LONGEST): string {
  if (typeof value === 'string') return cut(value, longest, "'");
  if (typeof value === 'bigint') return cut(`${String(value)}n`, longest);
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return cut(String(value), longest);
  try {
    return described(value);
  } catch {
    // A getter of its own, or a revoked proxy.
    return 'an object';
  }
}

/** Shows several values; of many, only the first ones. */
export function quoteAll(values: readonly unknown[]): string {
  const shown = values
    .slice(0, MOST)
    .map((value) => quote(value))
    .join(', ');
  return values.length > MOST ? `${shown} and ${String(values.length - MOST)} more` : shown;
}

function cut(text: string, longest: number, mark = ''): string {
  let shown = '';
  for (const character of text) {
    const next = escaped(character);
    if (shown.length + next.length > longest) return `${mark}${shown}…${mark} (${String(text.length)} characters)`;
    shown += next;
  }
  return `${mark}${shown}${mark}`;
}

/** Escapes as JSON does; what JSON leaves as it is becomes `\u{…}`. */
function escaped(character: string): string {
  if (!ESCAPED.test(character)) return character;
  if (character === "'") return "\\'";
  const json = JSON.stringify(character).slice(1, -1);
  return json === character ? `\\u{${(character.codePointAt(0) as number).toString(16)}}` : json;
}

function described(value: object): string {
  // The type is what `Symbol.toStringTag` of the class says. It is shown only if it looks like a
  // type.
  const [, type = 'Object'] = /^\[object ([A-Z]\w{0,39})\]$/.exec(Object.prototype.toString.call(value)) ?? [];
  if (type === 'Object') return 'an object';
  const { length, size = length } = value as { readonly length?: unknown; readonly size?: unknown };
  const name = Array.isArray(value) ? 'array' : type;
  return `${/^[aeio]/i.test(name) ? 'an' : 'a'} ${name}${Number.isInteger(size) ? ` of ${String(size)}` : ''}`;
}
