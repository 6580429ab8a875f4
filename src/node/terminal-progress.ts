/// <reference types="node" preserve="true" />
import { Subject } from 'rxjs';
import { has, readOptions, type Rule } from '../check.js';
import type { PipelineEvent } from '../events/pipeline-event.js';
import { progress } from '../observe/progress.js';
import { showBars } from './bars.js';
import { showLines } from './lines.js';

/** The options of {@link terminalProgress}. */
export interface TerminalProgressOptions {
  /**
   * The stream to write to: bars on a terminal, plain lines elsewhere.
   *
   * @default process.stderr
   */
  readonly stream?: NodeJS.WriteStream | undefined;
  /**
   * The time between two updates, in ms: a number > 0.
   *
   * @default 100 on a terminal, 1000 elsewhere
   */
  readonly every?: number | undefined;
}

const RULES: Readonly<Record<keyof TerminalProgressOptions, Rule>> = {
  stream: ['a writable stream', (value) => has(value, 'write')],
  every: ['a number of ms > 0', (value) => typeof value === 'number' && value > 0],
};

/**
 * Shows the progress of runs: a bar for each stage on a terminal, plain lines elsewhere (a file, a
 * pipe, a CI log).
 *
 * ```text
 * search  ████████████████░░░░░░░░  132/200   16 in flight  52 waiting  1 failed
 * detail  ██████████░░░░░░░░░░░░░░  410/990+  64 in flight  516 waiting
 * 12.4 s, 48/s, next retry in 2.1 s
 * ```
 *
 * A `+` follows a total that may still grow. Lines are cut to the width of the terminal, also after
 * it has been resized. The terminal is restored when the last run has ended, and when the process
 * exits or receives SIGINT, SIGTERM or SIGHUP.
 *
 * Use when a person waits for a run; prefer {@link progress} to show it elsewhere. On a terminal it
 * needs `string-width`: `npm install string-width@4`.
 *
 * @example
 * ```ts
 * import { pipeline, stage } from 'rxjs-stages';
 * import { terminalProgress } from 'rxjs-stages/node';
 *
 * const user = stage('user', (id: number) => fetch(`https://example.org/users/${id}`));
 *
 * pipeline(user, { onEvent: terminalProgress() })([1, 2, 3]).subscribe();
 * ```
 *
 * @param options - the stream, and the time between two updates
 * @returns a listener for `onEvent`, of one or several pipelines
 * @throws TypeError, RangeError if an option is invalid; Error if it draws bars and `string-width`
 *   is not installed
 */
export function terminalProgress(options: TerminalProgressOptions = {}): (event: PipelineEvent) => void {
  const { stream, every } = readOptions<{ stream: NodeJS.WriteStream; every?: number }>('terminalProgress', options, RULES, {
    stream: process.stderr,
  });
  const show = stream.isTTY ? showBars(stream) : showLines(stream);
  const events = new Subject<PipelineEvent>();
  events.pipe(progress({ every: every ?? (stream.isTTY ? 100 : 1000) })).subscribe(show);
  return (event) => {
    events.next(event);
  };
}
