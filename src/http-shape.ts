import { propertyOf } from './property-of.js';

/** The status of a response, whichever HTTP client made it; `undefined` if it has none. */
export function responseStatusOf(response: unknown): number | undefined {
  const statuses = [propertyOf(response, 'status'), propertyOf(response, 'statusCode')];
  return statuses.find((status): status is number => Number.isInteger(status));
}

/**
 * The method of the failed request, as it was passed to the client (axios; ky; got). A redirect may
 * have changed it. It is `undefined` if the error does not include it.
 */
export function requestMethodOf(error: unknown): string | undefined {
  const methods = ['config', 'request', 'options'].map((request) => propertyOf(propertyOf(error, request), 'method'));
  return methods.find((method): method is string => typeof method === 'string');
}
