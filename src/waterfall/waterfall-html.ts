import { check, FUNCTION, readOptions, STRING, type Rule } from '../check.js';
import type { BranchTimeline, Timeline } from '../observe/timeline-types.js';
import { quote } from '../quote.js';
import { describe as describeSafely } from './describe.js';
import { explainRun } from './explain-run.js';
import { pageDataOf } from './page-data-of.js';
import { pageHtml } from './page-html.js';

/** The options of {@link waterfallHtml}. */
export interface WaterfallOptions {
  /**
   * The heading of the page.
   *
   * @default 'Waterfall of run 1', with the number of the run
   */
  readonly title?: string | undefined;
  /**
   * Returns the name of a branch's row. It should distinguish the branches of a stage.
   *
   * @default the stage, the path and the described input
   */
  readonly label?: ((branch: BranchTimeline) => string) | undefined;
  /**
   * Returns how an input or a reason is shown: the page contains nothing else of it. `undefined`
   * means the default.
   *
   * @default numbers and strings up to 80 characters, URLs without query and credentials, errors as
   * `name: message`; of an object its `id`, `name` or `key`, else its type and size
   */
  readonly describe?: ((value: unknown) => string | undefined) | undefined;
}

const DEFAULTS = { title: undefined, label: undefined, describe: undefined } as {
  readonly title: string | undefined;
  readonly label: ((branch: BranchTimeline) => string) | undefined;
  readonly describe: ((value: unknown) => string | undefined) | undefined;
};

const RULES: Readonly<Record<keyof typeof DEFAULTS, Rule>> = { title: STRING, label: FUNCTION, describe: FUNCTION };

const TIMELINE: Rule = ['a timeline', (value) => Array.isArray((value as Partial<Timeline> | undefined)?.branches)];

/**
 * Creates a page that shows a run: a waterfall of its branches. It tells which request was slowest,
 * what it waited for, which bound held the run up most, and what the run gained by having no
 * barrier.
 *
 * Use when you want to look at one run. Prefer {@link toTraceEvents} for Perfetto or speedscope.
 *
 * - One file: it opens from the disk and needs no network. Its content security policy forbids any
 *   requests.
 * - Secrets: of inputs and reasons, the page contains only what `describe` returns. By default this
 *   excludes bodies, headers, stacks, and the queries of URLs. Read a page before you publish it.
 * - Size: about 40 kB gzipped. Each branch adds about 150 bytes, 30 gzipped.
 *
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { Subject } from 'rxjs';
 * import { pipeline, type PipelineEvent } from 'rxjs-stages';
 * import { timeline } from 'rxjs-stages/observe';
 * import { waterfallHtml } from 'rxjs-stages/waterfall';
 *
 * const events = new Subject<PipelineEvent>();
 * events.pipe(timeline()).subscribe((run) => {
 *   writeFileSync('waterfall.html', waterfallHtml(run));
 * });
 *
 * pipeline(search, detail).with({ onEvent: events })(terms).subscribe(show);
 * ```
 *
 * @param timeline - of one run
 * @param options - the title, and how branches are named and described
 * @returns the page, as HTML
 * @throws TypeError if an option is invalid, or `label` or `describe` does not return a string;
 *   what these throw
 */
export function waterfallHtml(timeline: Timeline, options: WaterfallOptions = {}): string {
  check('waterfallHtml: timeline', TIMELINE, timeline);
  const { title, label, describe } = readOptions('waterfallHtml', options, RULES, DEFAULTS);
  const data = pageDataOf(timeline, explainRun(timeline), {
    title,
    label: label === undefined ? undefined : (branch) => checked('label', label(branch)),
    describe: (value) => {
      const described = describe?.(value);
      return described === undefined ? describeSafely(value) : checked('describe', described);
    },
  });
  return pageHtml(data);
}

function checked(option: string, text: unknown): string {
  if (typeof text !== 'string') throw new TypeError(`waterfallHtml: ${option} must return a string, got ${quote(text)}`);
  return text;
}
