/* Instead of d3-transition: zooming calls these, and has nothing to interrupt, for the page has no transitions. */
import { selection } from 'd3-selection';

export function interrupt(): void {
  // There is none.
}

Object.assign(selection.prototype, {
  interrupt(this: unknown): unknown {
    return this;
  },
});
