export { httpRetry, type HttpRetryOptions } from './http-retry.js';
