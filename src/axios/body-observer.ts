/** Learns, once, how a body that somebody else reads has ended. */
export interface BodyObserver {
  /** It was read to its end. */
  readonly ended: () => void;
  /** Its reader left it. */
  readonly left: () => void;
  /** It broke. */
  readonly failed: (reason: unknown) => void;
}

/** A body that is on its way. */
export interface Body {
  /** What its reader gets instead of the stream that was followed; with Node's it is the same one. */
  readonly data: unknown;
  /** Ends it: its reader gets the reason as an error, unless the body ended before. */
  destroy(reason: unknown): void;
}
