import type { Observable } from 'rxjs';
import type { Registry } from '../registry/registry.js';

/**
 * Asks a registry for what is at a path, or posts a query to it: one request for each subscription, aborted by unsubscribing. Where it fails, the error says of the request and of the
 * answer what `httpRetry` wants to know.
 *
 * @param userAgent - what the client calls itself
 * @param query - what is posted, as JSON; if it is not given, the request is a GET
 */
export type Transport = (path: string, userAgent: string, query?: object) => Observable<unknown>;

/** Emits how to ask a registry, for as long as it is subscribed to. */
export type Connect = (registry: Registry) => Observable<Transport>;

/** For how long a registry may be silent, in ms. */
export const PATIENCE = 10_000;
