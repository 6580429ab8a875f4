import type { Observable } from 'rxjs';
import type { Registry } from '../registry/registry.js';

/**
 * Asks a registry for what is at a path: one request for each subscription, aborted by unsubscribing. Where it fails, the error says of the request and of the
 * answer what `httpRetry` wants to know.
 *
 * @param userAgent - what the client calls itself
 */
export type Transport = (path: string, userAgent: string) => Observable<unknown>;

/** Emits how to ask a registry, for as long as it is subscribed to. */
export type Connect = (registry: Registry) => Observable<Transport>;

/** For how long a registry may be silent, in ms. */
export const PATIENCE = 10_000;
