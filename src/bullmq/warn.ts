import { propertyOf } from '../property-of.js';

/** The default `onError`: warns once in a process of each different message. */
const warned = new Set<string>();

export function warn(error: unknown): void {
  const message = String(propertyOf(error, 'message') ?? error);
  if (warned.has(message)) return;
  warned.add(message);
  process.emitWarning(`rxjs-stages/bullmq: ${message}. Commands are repeated. To handle or silence this warning, set \`onError\`.`, {
    code: 'RXJS_STAGES_BULLMQ',
  });
}
