/** What a refusal says. */
export interface Refusal {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Says that the server refuses. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(
    readonly request: { readonly method: string },
    readonly response: Refusal,
  ) {
    super(`${String(response.status)} ${response.statusText}`);
  }
}

/** Says that there was no answer, not all of it or none that makes sense, by the code and the message of what happened. */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError';
  readonly code: unknown;

  constructor(
    readonly request: { readonly method: string },
    cause: unknown,
  ) {
    super((cause as Error).message, { cause });
    this.code = (cause as NodeJS.ErrnoException).code;
  }
}
