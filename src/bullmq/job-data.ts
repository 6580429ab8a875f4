import { hash, randomUUID } from 'node:crypto';
import type { Codec } from '../policies/store-cache.js';
import { refuseLoss } from '../policies/store-cache.js';
import type { Answer } from '../policies/cache.js';
import type { RemoteWork } from '../events/branch-event.js';
import type { RemoteJob } from '../remote/job-queue.js';

/** A text that every server stores: one that has NUL or a lone surrogate is JSON. */
export type Text = string | { readonly json: string };

/** What a codec has encoded. */
export type Encoded = Text | { readonly base64: string };

/** The data of a job of BullMQ. Its name is the stage's. */
export interface JobData extends Pick<RemoteJob, 'path' | 'page' | 'attempt'> {
  /** The run, for people who look at the queue. */
  readonly run: Text | undefined;
  /** Identifies the call of `run` that added it. */
  readonly by: string;
  readonly inputs: Encoded;
  readonly key: Text | undefined;
  /** The trace of the attempt, as the propagator writes it: by default W3C Trace Context. */
  readonly trace?: Readonly<Record<string, string>>;
}

/** The return value of a job of BullMQ. */
export interface JobAnswer extends RemoteWork {
  readonly values: Encoded;
}

const LONE_SURROGATE = /\p{Cs}/u;

/** PostgreSQL stores neither NUL nor a lone surrogate. */
export function textOf(text: string): Text {
  return text.includes('\0') || LONE_SURROGATE.test(text) ? { json: JSON.stringify(text) } : text;
}

export function stringOf(text: Text): string {
  return typeof text === 'string' ? text : (JSON.parse(text.json) as string);
}

/**
 * Encodes values.
 *
 * @param call - the public function, for messages
 * @param at - what they are, for messages
 * @throws TypeError if they are encoded as JSON, which would lose a part of one
 */
export function encode(codec: Codec, call: string, stage: string, values: Answer, at: string): Encoded {
  if (codec === JSON) refuseLoss(call, stage, values, at);
  const encoded = codec.stringify(values);
  if (typeof encoded === 'string') return textOf(encoded);
  if (encoded instanceof Uint8Array) return { base64: Buffer.from(encoded).toString('base64') };
  throw new TypeError(`${call}: \`codec\` must return a string or a Uint8Array from stringify`);
}

export function decode(codec: Codec, encoded: Encoded): Answer {
  return codec.parse(typeof encoded === 'object' && 'base64' in encoded ? Buffer.from(encoded.base64, 'base64') : stringOf(encoded));
}

/** The beginning of the ids of all jobs of a run. */
export function idPrefix(run: string): string {
  return `${hash('sha256', run).slice(0, 16)}-`;
}

/**
 * The id of a job: the same for the same attempt of the same branch of the same run.
 *
 * @param prefix - that of its run; without one, no two ids are the same
 */
export function jobId(prefix: string | undefined, stage: string, { key, path, inputs, page, attempt }: JobData): string {
  if (prefix === undefined) return randomUUID();
  return prefix + hash('sha256', JSON.stringify([stage, key ?? [path, inputs], page, attempt])).slice(0, 32);
}
