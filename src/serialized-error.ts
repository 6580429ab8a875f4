import { jsonLoss } from './policies/json-loss.js';
import { propertyOf } from './property-of.js';

/** Why something was rejected, as JSON can hold it: an error, or any other value. */
export type SerializedReason = { readonly error: SerializedError } | { readonly value: unknown };

/** An error as JSON can hold it. */
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

/** What HTTP clients attach to their errors: it holds tokens, bodies and sockets. The others are serialized on their own. */
const LEFT_OUT = new Set(['config', 'request', 'options', 'body', 'headers', 'response', 'name', 'message', 'stack', 'cause']);

/** An error may be the cause of itself. */
const DEPTH = 8;

/**
 * Makes JSON-able data of a reason.
 *
 * @throws TypeError if the reason is no Error, and JSON would lose a part of it
 */
export function serializeReason(reason: unknown, depth = DEPTH): SerializedReason {
  if (isError(reason)) return { error: serializeError(reason, depth) };
  const loss = jsonLoss(reason, 'reason');
  if (loss !== undefined) throw new TypeError(`${loss.at} is not serializable, because JSON would lose ${loss.what}`);
  return { value: reason };
}

/** Makes an equal reason of what {@link serializeReason} has made. An error is an `Error`, whatever its class was. */
export function deserializeReason(reason: SerializedReason): unknown {
  if (!('error' in reason)) return reason.value;
  const { name, message, stack, fields, response, method, cause } = reason.error;
  const error = new Error(message, cause && { cause: deserializeReason(cause) });
  // As in errors of the platform, not enumerable.
  const hidden = (value: unknown): PropertyDescriptor => ({ value, configurable: true, writable: true });
  Object.defineProperties(error, { name: hidden(name), stack: hidden(stack) });
  return Object.assign(error, fields, response && { response }, method !== undefined && { request: { method } });
}

/** Also of another realm, such as that of jest. */
function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value).endsWith('Error]');
}

function serializeError(error: Error, depth: number): SerializedError {
  const stack = propertyOf(error, 'stack');
  const response = responseOf(error);
  const method = methodOf(error);
  const cause = depth > 0 ? causeOf(error, depth - 1) : undefined;
  return {
    name: String(propertyOf(error, 'name')),
    message: String(propertyOf(error, 'message')),
    fields: fieldsOf(error),
    ...(typeof stack === 'string' && { stack }),
    ...(response && { response }),
    ...(method !== undefined && { method }),
    ...(cause && { cause }),
  };
}

function fieldsOf(error: Error): Record<string, unknown> {
  const fields = Object.keys(error).map((name) => [name, propertyOf(error, name)] as const);
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
function causeOf(error: Error, depth: number): SerializedReason | undefined {
  const cause = propertyOf(error, 'cause');
  try {
    return cause === undefined ? undefined : serializeReason(cause, depth);
  } catch {
    return undefined;
  }
}

function responseOf(error: Error): SerializedError['response'] {
  const response = propertyOf(error, 'response');
  const status = [propertyOf(response, 'status'), propertyOf(response, 'statusCode')].find((value) => Number.isInteger(value));
  return status === undefined ? undefined : { status: status as number, headers: headersOf(propertyOf(response, 'headers')) };
}

/** The headers by their names in lower case. Cookies are secret. */
function headersOf(headers: unknown): Record<string, string | number> {
  try {
    const isIterable = typeof propertyOf(headers, Symbol.iterator) === 'function';
    const entries = isIterable ? [...(headers as Iterable<[string, unknown]>)] : Object.entries(headers ?? {});
    const plain = entries.map(([name, value]) => [name.toLowerCase(), value] as const);
    return Object.fromEntries(
      plain.filter((entry): entry is [string, string | number] => entry[0] !== 'set-cookie' && ['string', 'number'].includes(typeof entry[1])),
    );
  } catch {
    return {};
  }
}

function methodOf(error: Error): string | undefined {
  const methods = ['config', 'request', 'options'].map((request) => propertyOf(propertyOf(error, request), 'method'));
  return methods.find((method) => typeof method === 'string');
}
