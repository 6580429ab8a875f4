import type { Observable } from 'rxjs';
import type { Progress } from '../progress.js';
import { showBars } from './bars.js';
import { showLines } from './lines.js';

/** Shows progress until it completes: as bars on a terminal, line by line elsewhere. */
export function display(progress: Observable<Progress>, stream: NodeJS.WriteStream): void {
  if (stream.isTTY) showBars(progress, stream);
  else showLines(progress, stream);
}
