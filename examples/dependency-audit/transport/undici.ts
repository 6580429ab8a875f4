import { Observable } from 'rxjs';
import { Agent, EnvHttpProxyAgent, interceptors, request } from 'undici';
import type { Registry } from '../registry/registry.js';
import { abortable } from './abortable.js';
import { RefusedError, UnansweredError } from './errors.js';
import { PATIENCE, type Transport } from './transport.js';

const OPTIONS = { connect: { timeout: PATIENCE }, headersTimeout: PATIENCE, bodyTimeout: PATIENCE };

/** Requests by undici, which leaves to its caller what axios does unasked: refusals are failures, redirects are followed, and proxies asked. */
export function byUndici({ url, local }: Registry): Observable<Transport> {
  return new Observable((subscriber) => {
    // Connections of its own: they are closed with it, so that none keeps the process.
    const agent = local ? new Agent(OPTIONS) : new EnvHttpProxyAgent(OPTIONS);
    const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 20 }));
    subscriber.next((path, userAgent) =>
      abortable((signal) => json(url.replace(/\/*$/, path), { dispatcher, signal, headers: { 'user-agent': userAgent } })),
    );
    return () => {
      agent.destroy().catch(() => undefined);
    };
  });
}

async function json(url: string, options: Parameters<typeof request>[1]): Promise<unknown> {
  const { statusCode, statusText, headers, body } = await answerOf(request(url, options));
  if (statusCode >= 200 && statusCode < 300) return answerOf(body.json());
  // Left unread it would keep its connection.
  await body.dump();
  throw new RefusedError({ status: statusCode, statusText, headers });
}

/** An error of undici's does not say which request has failed. */
async function answerOf<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (reason) {
    throw new UnansweredError(reason);
  }
}
