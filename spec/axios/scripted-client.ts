import { CanceledError, type AxiosRequestConfig } from 'axios';
import { throwError, type Observable } from 'rxjs';
import type { AxiosClient } from 'rxjs-stages/axios';

/** What a scripted request answers with: of a response, the part that the specs look at. */
export interface Answer {
  readonly data: unknown;
}

/** A client in virtual time: each request is a subscription to what the script gives for it, and its signal ends both, as in axios. */
export class ScriptedClient implements AxiosClient {
  /** The configs of all requests so far, as they came. */
  readonly requests: AxiosRequestConfig[] = [];

  constructor(private readonly script: (config: AxiosRequestConfig) => Observable<Answer>) {}

  /** A client that has one answer for each URL. */
  static answering(answers: Readonly<Record<string, Observable<Answer>>>): ScriptedClient {
    return new ScriptedClient(({ url = '' }) => answers[url] ?? throwError(() => new Error(`there is no answer for '${url}'`)));
  }

  /** The signals of all requests so far, as they came. */
  get signals(): AbortSignal[] {
    return this.requests.map((request) => request.signal as AbortSignal);
  }

  request(config: AxiosRequestConfig): PromiseLike<Answer> {
    this.requests.push(config);
    const answer = this.script(config);
    const signal = config.signal as AbortSignal;
    const then = (resolve: (answer: Answer) => void, reject: (reason: unknown) => void): void => {
      if (signal.aborted) {
        reject(new CanceledError());
        return;
      }
      const subscription = answer.subscribe({ next: resolve, error: reject });
      signal.addEventListener('abort', () => {
        subscription.unsubscribe();
        reject(new CanceledError());
      });
    };
    return { then } as unknown as PromiseLike<Answer>;
  }
}
