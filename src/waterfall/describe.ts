import { quote } from '../quote.js';

/** The maximum number of characters of a message. */
const LONGEST = 200;

/** The properties that identify an object. They are shown if they are strings or numbers. */
const IDENTITIES = ['id', 'name', 'key'];

/** Characters that would change how a line reads, or that are invisible in it. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Names of secrets. */
const SECRET = /token|secret|passw|pwd|auth|api-?_?key|signature|credential|session|cookie/i;

/**
 * Shows an input or a reason without what may be secret: no bodies, no headers, no stacks.
 *
 * - a string: in quotes, up to 80 characters, URLs without their query and credentials; if it looks
 *   like a body, only its length
 * - an error: its name, its message, its `code` and its `status`
 * - an object: its `id`, `name` or `key`, if that is a string or a number, else its type and size
 *
 * It never throws, whatever the value is.
 */
export function describe(value: unknown): string {
  if (typeof value === 'string') return describeText(value);
  if (typeof value !== 'object' || value === null) return quote(value);
  try {
    return describeError(value) ?? describeUrl(value) ?? describeIdentity(value) ?? quote(value);
  } catch {
    // A getter of its own, or a revoked proxy.
    return quote(value);
  }
}

/**
 * Removes what is often secret from a line of text: the query, the fragment and the credentials of
 * URLs, tokens, and whatever follows `password=` and the like.
 */
function withoutSecrets(text: string): string {
  let isSecret = false;
  return text
    .split(/(\s)/)
    .map((word) => {
      if (word.trim() === '') return word;
      const shown = isSecret ? '…' : withoutSecret(word);
      isSecret = /^(bearer|basic)$/i.test(word);
      return shown;
    })
    .join('');
}

function describeText(text: string): string {
  if (/^\s*[{[<]/.test(text)) return `a string of ${String(text.length)}`;
  return quote(withoutSecrets(text));
}

function describeError(value: object): string | undefined {
  if (!(value instanceof Error) && Object.prototype.toString.call(value) !== '[object Error]') return undefined;
  const { name, message, code, status } = value as {
    readonly name?: unknown;
    readonly message?: unknown;
    readonly code?: unknown;
    readonly status?: unknown;
  };
  const known = [
    ...(typeof status === 'number' ? [`status ${String(status)}`] : []),
    ...(typeof code === 'string' && /^\w{1,40}$/.test(code) ? [code] : []),
  ];
  const line = `${typeof name === 'string' ? name : 'Error'}: ${typeof message === 'string' ? message : ''}`;
  const shown = cut(withoutSecrets(line));
  return known.length === 0 ? shown : `${shown} (${known.join(', ')})`;
}

function describeUrl(value: object): string | undefined {
  return typeof URL === 'function' && value instanceof URL ? cut(withoutSecrets(value.href)) : undefined;
}

function describeIdentity(value: object): string | undefined {
  if (Array.isArray(value)) return undefined;
  for (const name of IDENTITIES) {
    const identity = (value as Readonly<Record<string, unknown>>)[name];
    if (typeof identity === 'number') return `{ ${name}: ${String(identity)} }`;
    if (typeof identity === 'string') return `{ ${name}: ${describeText(identity)} }`;
  }
  return undefined;
}

function withoutSecret(word: string): string {
  const scheme = word.indexOf('://');
  const isUrl = scheme >= 0 || word.startsWith('//');
  const begin = scheme >= 0 ? scheme + 3 : isUrl ? 2 : 0;
  const shown = withoutQuery(withoutCredentials(word, begin, isUrl), isUrl || word.startsWith('/'));
  const equals = shown.indexOf('=');
  return equals > 0 && SECRET.test(shown.slice(0, equals)) ? `${shown.slice(0, equals)}=…` : shown;
}

/** @param begin - where the host begins, or the credentials before it */
function withoutCredentials(word: string, begin: number, isUrl: boolean): string {
  const rest = word.slice(begin);
  const end = rest.search(/[/?#\\]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const at = authority.lastIndexOf('@');
  if (at < 0 || (!isUrl && !authority.slice(0, at).includes(':'))) return word;
  return `${word.slice(0, begin)}…${rest.slice(at)}`;
}

function withoutQuery(word: string, isUrl: boolean): string {
  const query = word.indexOf('?');
  const cutAt = [...(query >= 0 && (isUrl || word.includes('=', query)) ? [query] : []), ...(isUrl && word.includes('#') ? [word.indexOf('#')] : [])];
  if (cutAt.length === 0) return word;
  const at = Math.min(...cutAt);
  return `${word.slice(0, at + 1)}…`;
}

/** A line, cut if it is too long. */
function cut(text: string, longest = LONGEST): string {
  const shown = text.replace(INVISIBLE, ' ');
  return shown.length > longest ? `${shown.slice(0, longest)}…` : shown;
}
