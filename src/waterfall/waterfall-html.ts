import { check, FUNCTION, readOptions, STRING, type Rule } from '../check.js';
import type { BranchTimeline, Timeline } from '../observe/timeline-types.js';
import { quote } from '../quote.js';
import { describe as describeSafely } from './describe.js';
import { explainRun } from './explain-run.js';
import { PAGE } from './page-bundle.js';
import { pageDataOf } from './page-data-of.js';

/** What {@link waterfallHtml} writes on its page. */
export interface WaterfallOptions {
  /**
   * The heading of the page.
   *
   * @default 'Waterfall of run 1', by the number of the run
   */
  readonly title?: string | undefined;
  /**
   * The name of a branch's row. It tells a thousand branches of one stage apart.
   *
   * @default the stage, the path and the described input
   */
  readonly label?: ((branch: BranchTimeline) => string) | undefined;
  /**
   * How an input or a reason is shown: all that the page knows of it. `undefined` stands for the default.
   *
   * @default numbers and strings up to 80 characters, URLs without query and credentials, errors as `name: message`; of an object
   * its `id`, `name` or `key`, else its type and size
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
 * Shows a run as a page: a waterfall of its branches. The page is one file that needs no network, and forbids itself any.
 *
 * @param timeline - what the run did
 * @returns the page, as HTML
 * @throws TypeError if an option is wrong, or `label` or `describe` returns no string; what these throw
 */
export function waterfallHtml(timeline: Timeline, options: WaterfallOptions = {}): string {
  check('waterfallHtml: timeline', TIMELINE, timeline);
  const { title = `Waterfall of run ${String(timeline.run)}`, label, describe } = readOptions('waterfallHtml', options, RULES, DEFAULTS);
  const data = pageDataOf(timeline, explainRun(timeline), {
    title,
    label: label === undefined ? undefined : (branch) => checked('label', label(branch)),
    describe: (value) => {
      const described = describe?.(value);
      return described === undefined ? describeSafely(value) : checked('describe', described);
    },
  });
  return page(title, escapeJson(JSON.stringify(data)));
}

function checked(option: string, text: unknown): string {
  if (typeof text !== 'string') throw new TypeError(`waterfallHtml: ${option} must return a string, got ${quote(text)}`);
  return text;
}

/** JSON that cannot end the element that it is in, nor begin a comment or another element. */
function escapeJson(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function escapeHtml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

function page(title: string, data: string): string {
  const { body, script, scriptHash, style, styleHash } = PAGE;
  const policy = `default-src 'none'; script-src '${scriptHash}'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    `<body>${body}`,
    `<script type="application/json" id="data">${data}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
