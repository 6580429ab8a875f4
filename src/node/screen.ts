import { restoreOnExit } from './restore-on-exit.js';
import type { WidthOf } from './width.js';

const HIDE = '\u001B[?25l';
const SHOW = '\u001B[?25h';

/**
 * Rows at the bottom of a terminal that are redrawn in place, with Node's `tty`. The cursor is
 * hidden meanwhile.
 */
export class Screen {
  private rows: readonly string[] = [];
  private readonly isRestored: () => void;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly widthOf: WidthOf,
  ) {
    stream.write(HIDE);
    stream.on('resize', this.erase);
    this.isRestored = restoreOnExit(() => {
      this.close();
    });
  }

  /** @param rows - each at most as wide as the terminal */
  draw(rows: readonly string[]): void {
    this.erase();
    this.rows = rows;
    // The cursor stays on the last row: on an empty one below, tmux would not move it when rows are
    // wrapped.
    this.stream.write(rows.join('\n'));
  }

  /** Keeps what is drawn, and restores the terminal. */
  close(): void {
    this.isRestored();
    this.stream.off('resize', this.erase);
    this.stream.write(`${this.rows.length === 0 ? '' : '\n'}${SHOW}`);
  }

  /**
   * Erases the rows. A terminal that has become narrower has wrapped rows that are now too long.
   */
  private readonly erase = (): void => {
    const { stream, rows, widthOf } = this;
    const lines = rows.reduce((sum, row) => sum + Math.max(1, Math.ceil(widthOf(row) / stream.columns)), 0);
    this.rows = [];
    if (lines === 0) return;
    stream.moveCursor(0, 1 - lines);
    stream.cursorTo(0);
    stream.clearScreenDown();
  };
}
