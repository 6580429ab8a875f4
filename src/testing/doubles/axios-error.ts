import type { FakeAxiosResponse, FakeConfig } from './fake-request.js';

/** Creates the error that axios rejects with; `axios.isAxiosError` recognises it. */
export function axiosError(message: string, code: string, config: FakeConfig, response?: FakeAxiosResponse): Error {
  const known = { name: 'AxiosError', code, config, response, status: response?.status };
  const toJSON = (): object => ({ message, name: 'AxiosError', code, config, status: response?.status });
  return Object.assign(new Error(message), known, { isAxiosError: true, toJSON });
}

/**
 * Creates the error that axios rejects with when a signal aborts; `axios.isCancel` recognises it.
 */
export function canceledError(config: FakeConfig): Error {
  return Object.assign(axiosError('canceled', 'ERR_CANCELED', config), { name: 'CanceledError', __CANCEL__: true });
}

/** Creates the error that axios rejects with for a status that `validateStatus` rejects. */
export function statusError(response: FakeAxiosResponse): Error {
  const { status, config } = response;
  const code = status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE';
  return axiosError(`Request failed with status code ${String(status)}`, code, config, response);
}
