import { defer, switchMap } from 'rxjs';
import type { Connect } from './transport.js';

/** Who makes the requests, by the names that the command line knows. Each is loaded when it is used, for that takes a while. */
export const CLIENTS = {
  axios: (registry) => defer(() => import('./axios.js')).pipe(switchMap(({ byAxios }) => byAxios(registry))),
  undici: (registry) => defer(() => import('./undici.js')).pipe(switchMap(({ byUndici }) => byUndici(registry))),
} satisfies Record<string, Connect>;

export type Client = keyof typeof CLIENTS;
