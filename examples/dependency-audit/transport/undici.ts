import { Observable } from 'rxjs';
import { Agent, EnvHttpProxyAgent, interceptors, request } from 'undici';
import type { Registry } from '../registry/registry.js';
import { abortable } from './abortable.js';
import { RefusedError, UnansweredError } from './errors.js';
import { PATIENCE, type Transport } from './transport.js';

const OPTIONS = { connect: { timeout: PATIENCE }, headersTimeout: PATIENCE, bodyTimeout: PATIENCE };

const JSON_BODY = { 'content-type': 'application/json' };

/** What undici requests. */
type Asked = NonNullable<Parameters<typeof request>[1]> & { readonly method: string };

/** Requests by undici, which leaves to its caller what axios does unasked: refusals are failures, redirects are followed, and proxies asked. */
export function byUndici({ url, local }: Registry): Observable<Transport> {
  return new Observable((subscriber) => {
    // Connections of its own: they are closed with it, so that none keeps the process.
    const agent = local ? new Agent(OPTIONS) : new EnvHttpProxyAgent(OPTIONS);
    const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 20 }));
    subscriber.next((path, userAgent, query) => {
      const headers = { 'user-agent': userAgent };
      const asked =
        query === undefined ? { method: 'GET', headers } : { method: 'POST', headers: { ...headers, ...JSON_BODY }, body: JSON.stringify(query) };
      return abortable((signal) => json(url.replace(/\/*$/, path), { ...asked, dispatcher, signal }));
    });
    return () => {
      agent.destroy().catch(() => undefined);
    };
  });
}

async function json(url: string, options: Asked): Promise<unknown> {
  const { statusCode, statusText, headers, body } = await answerOf(request(url, options), options);
  if (statusCode >= 200 && statusCode < 300) return answerOf(body.json(), options);
  // Left unread it would keep its connection.
  await body.dump();
  throw new RefusedError({ method: options.method }, { status: statusCode, statusText, headers });
}

/** An error of undici's does not say which request has failed. */
async function answerOf<T>(answer: Promise<T>, { method }: Asked): Promise<T> {
  try {
    return await answer;
  } catch (reason) {
    throw new UnansweredError({ method }, reason);
  }
}
