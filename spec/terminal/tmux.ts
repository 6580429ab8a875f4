import { execFileSync } from 'node:child_process';
import { PROJECT } from '../package/project';

/** A shell in a real pseudo-terminal, by tmux. */
export class Terminal {
  private readonly name: string;

  constructor(columns: number) {
    this.name = `rxjs-stages-${String(process.pid)}-${String(columns)}`;
    // A line that a shell prints when it is ready, and nothing of whoever runs the specs.
    this.tmux('-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', '24', '-c', PROJECT, 'env PS1="ready> " bash --norc --noprofile');
  }

  /** Types a line. */
  type(line: string): void {
    this.tmux('send-keys', '-l', line);
    this.press('Enter');
  }

  press(key: string): void {
    this.tmux('send-keys', key);
  }

  resize(columns: number): void {
    this.tmux('resize-window', '-x', String(columns), '-y', '24');
  }

  /** What is on the screen or has left it at the top, without the empty lines at its end. */
  get screen(): readonly string[] {
    return this.tmux('capture-pane', '-p', '-S', '-').trimEnd().split('\n');
  }

  get showsCursor(): boolean {
    return this.tmux('display-message', '-p', '#{cursor_flag}').trim() === '1';
  }

  /** Waits until what was typed is over. @returns its exit code */
  async over(): Promise<number> {
    await this.sees(/\nready>$/);
    this.type('echo "code: $?"');
    const screen = await this.sees(/^code: \d+$/m);
    return Number(/^code: (\d+)$/m.exec(screen.join('\n'))?.[1]);
  }

  /** Waits until something is on the screen. */
  async sees(what: RegExp): Promise<readonly string[]> {
    const begun = Date.now();
    for (;;) {
      const { screen } = this;
      if (what.test(screen.join('\n'))) return screen;
      if (Date.now() - begun > 20_000) throw new Error(`${String(what)} is not on the screen:\n${screen.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  close(): void {
    this.tmux('kill-server');
  }

  private tmux(...parameters: readonly string[]): string {
    try {
      return execFileSync('tmux', ['-L', this.name, ...parameters], { encoding: 'utf8' });
    } catch (cause) {
      if ((cause as { readonly code?: string }).code !== 'ENOENT') throw cause;
      throw new Error('These specs need tmux: apt-get install tmux', { cause });
    }
  }
}
