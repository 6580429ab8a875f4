import { has } from './check.js';
import { requestMethodOf, responseStatusOf } from './http-shape.js';
import { jsonLoss } from './policies/json-loss.js';
import { propertyOf } from './property-of.js';

/** Why something was rejected, as JSON can hold it: an error, or any other value. */
export type SerializedReason = { readonly error: SerializedError } | { readonly value: unknown };

/** An error, or a response that was thrown, as JSON can hold it. */
export interface SerializedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** Its own enumerable properties, except those that JSON would lose or that may hold secrets. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly response?: { readonly status: number; readonly headers: Readonly<Record<string, string | number>> };
  /** The method of the request, which decides whether the request may be retried. */
  readonly method?: string;
  readonly cause?: SerializedReason;
}

/**
 * What HTTP clients attach to their errors: it holds tokens, bodies and sockets. The others are
 * serialized on their own.
 */
const LEFT_OUT = new Set(['config', 'request', 'options', 'body', 'headers', 'response', 'name', 'message', 'stack', 'cause', '__proto__']);

/** What is read of a response that was thrown, besides its headers. */
const OF_RESPONSES = ['status', 'statusText', 'type'];

/** Headers that hold secrets. */
const SECRET = new Set(['set-cookie', 'cookie', 'authorization', 'proxy-authorization']);

/** An error may be the cause of itself. */
const DEPTH = 8;

/**
 * Turns the reason of a rejection into plain data that JSON can hold, to store it or to send it to
 * another process.
 *
 * - An `Error` keeps its name, message, stack, causes and own fields, and the status and headers of
 *   its `response`. So `httpRetry` decides about it as before.
 * - A response that was thrown, such as that of `fetch`, becomes an `Error` with such a `response`.
 * - Bodies, requests, cookies and credentials in headers are left out.
 *
 * Use for a queue or a store of your own; prefer `rxjs-stages/bullmq` and `journal`, which do it
 * themselves.
 *
 * @example
 * ```ts
 * import { deserializeReason, serializeReason, type SerializedReason } from 'rxjs-stages';
 *
 * const text = JSON.stringify(serializeReason(new RangeError('too large')));
 *
 * console.log(String(deserializeReason(JSON.parse(text) as SerializedReason))); // RangeError: too large
 * ```
 *
 * @param reason - why something was rejected
 * @returns what {@link deserializeReason} turns into an equal reason
 * @throws TypeError if the reason is neither an Error nor a response, and JSON would lose a part of
 *   it
 */
export function serializeReason(reason: unknown): SerializedReason {
  return serialize(reason, DEPTH);
}

/**
 * Turns what {@link serializeReason} has returned into a reason again. What was an error is an
 * `Error`, whatever its class was.
 *
 * @example
 * ```ts
 * import { deserializeReason, serializeReason } from 'rxjs-stages';
 *
 * const error = deserializeReason(serializeReason(new Response(null, { status: 503 })));
 *
 * console.log(String(error)); // Response: HTTP status 503
 * ```
 *
 * @param reason - what {@link serializeReason} has returned
 * @returns the reason
 */
export function deserializeReason(reason: SerializedReason): unknown {
  if (!('error' in reason)) return reason.value;
  const { name, message, stack = `${name}: ${message}`, fields, response, method, cause } = reason.error;
  const error = new Error(message, cause && { cause: deserializeReason(cause) });
  // As in errors of the platform, not enumerable.
  const hidden = (value: unknown): PropertyDescriptor => ({ value, configurable: true, writable: true });
  Object.defineProperties(error, { name: hidden(name), stack: hidden(stack) });
  return Object.assign(error, fields, response && { response }, method !== undefined && { request: { method } });
}

function serialize(reason: unknown, depth: number): SerializedReason {
  if (isError(reason)) return { error: serializeError(reason, 'Error', '', Object.keys(reason), depth) };
  if (isResponse(reason)) return { error: serializeError(reason, 'Response', statusLineOf(reason), OF_RESPONSES, depth) };
  const loss = jsonLoss(reason, 'reason');
  if (loss !== undefined) throw new TypeError(`${loss.at} is not serializable, because JSON would lose ${loss.what}`);
  return { value: reason };
}

/** Also of another realm, such as that of jest. */
function isError(value: unknown): value is Error {
  return value instanceof Error || /(Error|Exception)\]$/.test(Object.prototype.toString.call(value));
}

/** Whether a value looks like the response of an HTTP client. */
function isResponse(value: unknown): boolean {
  const headers = propertyOf(value, 'headers');
  return responseStatusOf(value) !== undefined && typeof headers === 'object' && headers !== null;
}

function statusLineOf(response: unknown): string {
  return `HTTP status ${String(responseStatusOf(response))} ${textOf(response, 'statusText') ?? ''}`.trimEnd();
}

/** @param fields - the names of the properties to keep, besides those that all errors have */
function serializeError(error: unknown, name: string, message: string, fields: readonly string[], depth: number): SerializedError {
  const stack = textOf(error, 'stack');
  const response = responseOf(error);
  const method = requestMethodOf(error);
  const cause = depth > 0 ? causeOf(error, depth - 1) : undefined;
  return {
    name: textOf(error, 'name') ?? name,
    message: textOf(error, 'message') ?? message,
    fields: fieldsOf(error, fields),
    ...(stack !== undefined && { stack }),
    ...(response && { response }),
    ...(method !== undefined && { method }),
    ...(cause && { cause }),
  };
}

function textOf(error: unknown, name: string): string | undefined {
  const value = propertyOf(error, name);
  return typeof value === 'string' ? value : undefined;
}

function fieldsOf(error: unknown, names: readonly string[]): Record<string, unknown> {
  const fields = names.map((name) => [name, propertyOf(error, name)] as const);
  return Object.fromEntries(fields.filter(([name, value]) => !LEFT_OUT.has(name) && !isLost(value)));
}

/** Whether JSON cannot hold a value, or reading the value throws. */
function isLost(value: unknown): boolean {
  try {
    return jsonLoss(value, '') !== undefined;
  } catch {
    return true;
  }
}

/** A cause that cannot be serialized is left out. */
function causeOf(error: unknown, depth: number): SerializedReason | undefined {
  const cause = propertyOf(error, 'cause');
  try {
    return cause === undefined ? undefined : serialize(cause, depth);
  } catch {
    return undefined;
  }
}

/** The response of an error, or the error itself if it is one. */
function responseOf(error: unknown): SerializedError['response'] {
  const own = propertyOf(error, 'response');
  const response = responseStatusOf(own) === undefined && isResponse(error) ? error : own;
  const status = responseStatusOf(response);
  return status === undefined ? undefined : { status, headers: headersOf(propertyOf(response, 'headers')) };
}

/** The headers by their names in lower case. */
function headersOf(headers: unknown): Record<string, string | number> {
  try {
    const plain = entriesOf(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    return Object.fromEntries(
      plain.filter((entry): entry is [string, string | number] => !SECRET.has(entry[0]) && ['string', 'number'].includes(typeof entry[1])),
    );
  } catch {
    return {};
  }
}

/** Of the Headers of fetch and of axios, of those of Angular, and of a plain object. */
function entriesOf(headers: unknown): readonly (readonly [string, unknown])[] {
  if (has(headers, Symbol.iterator)) return [...(headers as unknown as Iterable<[string, unknown]>)];
  if (!has(headers, 'keys') || !has(headers, 'get')) return Object.entries(headers ?? {});
  const named = headers as unknown as { keys(): Iterable<string>; get(name: string): unknown };
  return Array.from(named.keys(), (name) => [name, named.get(name)]);
}
