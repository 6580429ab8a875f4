/** How many characters of a text are shown in a message. */
const LONGEST = 80;

/** How many of several values are shown. */
const MOST = 8;

/** What would change how a message reads, or cannot be seen in it. */
const ESCAPED = /['\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Shows a value in an error message: the beginning of a text, in quotes and escaped; of an object only its type and its size, for what is in it may be secret; the
 * rest as it prints. It never throws, whatever it is given.
 *
 * @param longest - how many characters of a text are shown
 */
export function quote(value: unknown, longest = LONGEST): string {
  if (typeof value === 'string') return cut(value, longest, "'");
  if (typeof value === 'bigint') return cut(`${String(value)}n`, longest);
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return cut(String(value), longest);
  try {
    return described(value);
  } catch {
    // A getter of its own, or a proxy that was revoked.
    return 'an object';
  }
}

/** Shows several values; of many only the first ones. */
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

/** As JSON has it, as far as that escapes it. */
function escaped(character: string): string {
  if (!ESCAPED.test(character)) return character;
  if (character === "'") return "\\'";
  const json = JSON.stringify(character).slice(1, -1);
  return json === character ? `\\u{${(character.codePointAt(0) as number).toString(16)}}` : json;
}

function described(value: object): string {
  // The type of a class is what the class says it is: what reads like none is not shown.
  const [, type = 'Object'] = /^\[object ([A-Z]\w{0,39})\]$/.exec(Object.prototype.toString.call(value)) ?? [];
  if (type === 'Object') return 'an object';
  const { length, size = length } = value as { readonly length?: unknown; readonly size?: unknown };
  const name = Array.isArray(value) ? 'array' : type;
  return `${/^[aeio]/i.test(name) ? 'an' : 'a'} ${name}${Number.isInteger(size) ? ` of ${String(size)}` : ''}`;
}
