/** How a registry is reached. */
export interface Registry {
  readonly url: string;
  /** Whether it is on this machine, where no proxy is asked. */
  readonly local: boolean;
}
