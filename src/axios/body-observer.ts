/** Receives, once, how a body ended that something else reads. */
export interface BodyObserver {
  /** It was read to its end. */
  readonly ended: () => void;
  /** Its reader stopped early. */
  readonly left: () => void;
  /** It failed. */
  readonly failed: (reason: unknown) => void;
}

/** A body that is still being received. */
export interface Body {
  /** What to read instead of the stream that is followed. For a Node stream it is the same one. */
  readonly data: unknown;
  /** Destroys the body: its reader gets the reason as an error, unless the body ended before. */
  destroy(reason: unknown): void;
}
