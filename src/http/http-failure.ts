import { requestMethodOf, responseStatusOf } from '../http-shape.js';
import { propertyOf } from '../property-of.js';

/*
 * What an error says about its exchange, whichever client made it. There are two shapes: an error
 * that has a response (axios, ky, got, Octokit), and one that is itself the response (Angular's
 * HttpErrorResponse, a thrown fetch Response).
 */

/** The status of the response; `undefined` if there was none. */
export function statusOf(error: unknown): number | undefined {
  return responseStatusOf(propertyOf(error, 'response')) ?? responseStatusOf(error);
}

/** The method of the request in upper case; `undefined` if the error does not include it. */
export function methodOf(error: unknown): string | undefined {
  return requestMethodOf(error)?.toUpperCase();
}

/** One header of the response; `undefined` if there is none. */
export function headerOf(error: unknown, name: string): string | undefined {
  const headers = propertyOf(propertyOf(error, 'response'), 'headers') ?? propertyOf(error, 'headers');
  const value = typeof propertyOf(headers, 'get') === 'function' ? got(headers, name) : entry(headers, name);
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : undefined;
}

/** From AxiosHeaders, Angular's HttpHeaders, fetch's Headers or a Map. */
function got(headers: unknown, name: string): unknown {
  try {
    return (headers as { get(name: string): unknown }).get(name);
  } catch {
    return undefined;
  }
}

/** From a plain object, with names in any case. */
function entry(headers: unknown, name: string): unknown {
  try {
    const key = Object.keys(headers ?? {}).find((each) => each.toLowerCase() === name);
    return key === undefined ? undefined : propertyOf(headers, key);
  } catch {
    return undefined;
  }
}
