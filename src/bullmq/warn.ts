import { propertyOf } from '../property-of.js';
import { isConnectionError } from './connection-error.js';

const warned = new Set<string>();

/** The default `onError`: warns once in a process of each different message. */
export function warn(error: unknown): void {
  const message = String(propertyOf(error, 'message') ?? error);
  if (warned.has(message)) return;
  warned.add(message);
  const isAway = isConnectionError(error) ? ' Commands are repeated until the server is back.' : '';
  process.emitWarning(`rxjs-stages/bullmq: ${message}.${isAway} To handle or silence this warning, set \`onError\`.`, {
    code: 'RXJS_STAGES_BULLMQ',
  });
}
