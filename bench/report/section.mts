import { Results } from '../measure/results.mjs';
import type { Work } from '../works/work.mjs';
import type { Picture } from './picture.mjs';
import { markdown, type Table } from './table.mjs';
import { wrapped } from './wrap.mjs';

/** The results of all works that were measured. */
export type Measured = ReadonlyMap<Work, Results>;

/** A paragraph, a table or a chart. */
export type Part = string | Table | Picture;

/** A section of the page. */
export interface Section {
  readonly title: string;
  /** The works whose results it shows. Without them it is left out. */
  readonly works: readonly Work[];
  readonly parts: (measured: Measured) => readonly Part[];
}

const NOTHING = new Results([]);

/** The results of a work, empty if it was not measured. */
export function resultsOf(measured: Measured, work: Work): Results {
  return measured.get(work) ?? NOTHING;
}

/** A part in Markdown; charts are in a folder beside the page. */
export function rendered(part: Part, folder: string): string {
  if (typeof part === 'string') return wrapped(part.trim());
  return isPicture(part) ? `![${part.alt}](${folder}/${part.file})` : markdown(part);
}

export function isPicture(part: Part): part is Picture {
  return typeof part === 'object' && 'svg' in part;
}
