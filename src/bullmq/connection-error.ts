import { propertyOf } from '../property-of.js';

/** Codes of Node, and of PostgreSQL while it starts or shuts down, or if commands were in each other's way. */
const CODES = /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|57P0[123]|08\w{3}|40001|40P01|53300)$/;

/** Messages of ioredis, of Redis while it starts or fails over, and of pg. */
const MESSAGES =
  /^(connection (is closed|terminated|ended)|command aborted due to connection close|LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|UNBLOCKED|client has encountered a connection error|timeout exceeded when trying to connect)/i;

/** Whether an error says that the server could not do it now: the same command may succeed later. */
export function isConnectionError(error: unknown): boolean {
  return CODES.test(String(propertyOf(error, 'code'))) || MESSAGES.test(String(propertyOf(error, 'message')));
}
