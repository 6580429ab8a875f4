/** A chart of the page, in a file of its own. */
export interface Picture {
  readonly file: string;
  readonly alt: string;
  readonly svg: string;
}
