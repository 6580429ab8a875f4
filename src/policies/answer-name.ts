/**
 * The maximum length of a name, in UTF-16 code units of up to 3 bytes. The limit of lmdb is 1,978
 * bytes.
 */
const LONGEST = 500;

/** Combines a stage's name and a key into one name, unique for each pair. */
export function answerName(stage: string, key: string): string {
  return `${String(stage.length)} ${stage}${key}`;
}

/** A name that every store accepts: a long one is replaced by its SHA-256. */
export function storedName(prefix: string, stage: string, key: string): string | Promise<string> {
  const name = prefix + answerName(stage, key);
  return name.length <= LONGEST ? name : digest(name).then((hash) => `${prefix}sha256 ${hash}`);
}

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
