import axios from 'axios';
import { map, of, type Observable } from 'rxjs';
import { fromAxios } from 'rxjs-stages/axios';
import type { Registry } from '../registry/registry.js';
import { PATIENCE, type Transport } from './transport.js';

/** Requests by axios: its errors say all there is to say, and unsubscribing from `fromAxios` aborts. */
export function byAxios({ url, local }: Registry): Observable<Transport> {
  const client = axios.create({ baseURL: url, timeout: PATIENCE, ...(local ? { proxy: false } : {}) });
  return of((path, userAgent, query) => {
    const post = query === undefined ? {} : { method: 'post', data: query };
    return fromAxios({ url: path, headers: { 'user-agent': userAgent }, ...post }, client).pipe(map(({ data }) => data));
  });
}
