export interface User {
  readonly id: number;
  readonly name: string;
}

export interface Post {
  readonly id: number;
  readonly title: string;
}

export interface Comment {
  readonly id: number;
  readonly text: string;
}

export interface Album {
  readonly id: number;
  readonly title: string;
}

export interface Photo {
  readonly id: number;
  readonly caption: string;
}

/** Requests what is at a path of an HTTP API. Aborting the signal closes the connection. */
export type Get = <T>(path: string, signal: AbortSignal) => Promise<T>;

/** A client of the API at a URL. A refusal is thrown as the response that it is: `httpRetry` reads its status and headers. */
export function clientOf(url: string): Get {
  return async <T>(path: string, signal: AbortSignal) => {
    const response = await fetch(url + path, { signal });
    if (response.ok) return (await response.json()) as T;
    await response.body?.cancel(); // an unread body would keep its connection
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the caller reads the response from it
    throw response;
  };
}
