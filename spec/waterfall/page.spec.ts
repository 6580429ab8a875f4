import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { waterfallHtml } from 'rxjs-stages/waterfall';
import { bundlePage } from '../../scripts/waterfall/bundle-page';
import { PAGE } from '../../src/waterfall/page-bundle';
import type { PageData } from '../../src/waterfall/page-data';
import { madeUpTimeline, span, timelineOf } from '../support/timelines';

const ROOT = path.join(__dirname, '../..');
const CHAIN = [{ name: 'search', concurrency: 1, followers: ['detail'] }, { name: 'detail' }];

/** The data of a page. */
function dataOf(html: string): PageData {
  return JSON.parse(/<script type="application\/json" id="data">([^<]*)<\/script>/.exec(html)?.[1] ?? '') as PageData;
}

describe('the data of a page', () => {
  const reason = new Error('no');
  const run = timelineOf(
    CHAIN,
    [
      { input: 'a', path: [0], start: 100, spans: [span('attempt rejected', 100, 110.00049, { reason })], status: 'rejected', reason },
      { input: 'b', path: [1], start: 100, spans: [span('waiting', 100, 110.00049), span('attempt fulfilled', 110.00049, 130)] },
      {
        input: { id: 3 },
        stage: 'detail',
        parent: 2,
        path: [1, 0],
        start: 130,
        status: 'open',
        end: undefined,
        spans: [span('attempt', 130, undefined)],
      },
    ],
    { run: 4, start: 100, end: 140, status: 'running', created: 12 },
  );
  const data = dataOf(waterfallHtml(run));

  it('is a row for each branch, with times since the run began', () => {
    expect(data).toMatchObject({ title: 'Waterfall of run 4', total: 40, status: 'running', created: 12, concurrency: null, reasons: ['Error: no'] });
    expect(data.branches).toEqual({
      parent: [-1, -1, 1],
      stage: [0, 0, 1],
      path: ['0', '1', '1.0'],
      input: ["'a'", "'b'", '{ id: 3 }'],
      label: [],
      start: [0, 0, 30],
      end: [10, 30, -1],
      status: [2, 1, 0],
      reason: [0, -1, -1],
      served: [0, 0, 0],
      leader: [-1, -1, -1],
      emitted: [1, 1, 1],
      shadow: [0, 10, 30],
      heldUp: [-1, 0, -1],
      freedBy: [-1, 0, -1],
      spans: [1, 2, 1],
    });
    expect(data.spans).toEqual({
      kind: [2, 0, 1, 4],
      start: [0, 0, 10, 30],
      end: [10, 10, 30, -1],
      attempt: [1, 1, 1, 1],
      page: [],
      reason: [0, -1, -1, -1],
      batch: [],
      queued: [],
      worker: [],
    });
    expect(data.holdUps[0]).toEqual({ text: "concurrency: 1 of stage 'search'", isBound: true, critical: 10, waited: 10 });
    expect(data.criticalPath).toEqual([
      { row: 0, kind: 'attempt', start: 0, end: 10, heldUp: 0 },
      { row: 1, kind: 'attempt', start: 10, end: 30, heldUp: -1 },
      { row: 2, kind: 'attempt', start: 30, end: 40, heldUp: -1 },
    ]);
    expect(data).toMatchObject({ barrier: 40, lowerBound: 30, queued: 0, workers: [] });
  });

  it('has labels and descriptions as they are given', () => {
    const { branches } = dataOf(
      waterfallHtml(run, {
        title: 'T',
        label: ({ branch }) => `<${String(branch)}>`,
        describe: (value) => (value === 'a' ? 'described' : undefined),
      }),
    );

    expect(branches.label).toEqual(['<1>', '<2>', '<3>']);
    expect(branches.input).toEqual(['described', "'b'", '{ id: 3 }']);
  });

  it('has nothing of inputs and reasons but what is described', () => {
    const secret = { headers: { authorization: 'TOP' }, body: 'TOP', toJSON: () => 'TOP', toString: () => 'TOP' };
    const failure = Object.assign(new Error('no'), { response: secret, stack: 'TOP' });

    expect(
      waterfallHtml(
        timelineOf(CHAIN, [{ input: secret, reason: failure, status: 'rejected', spans: [span('attempt rejected', 0, 1, { reason: secret })] }]),
      ),
    ).not.toContain('TOP');
  });

  it('has pauses that end with the run, pages and batches', () => {
    const batch = { id: 3, size: 2 };
    const pauses = [{ stage: 'search', branch: 1, start: 1, end: Infinity }];
    const paged = dataOf(
      waterfallHtml(
        timelineOf(CHAIN, [{ spans: [span('attempt fulfilled', 0, 1), span('attempt fulfilled', 1, 2, { page: 2, batch })] }], { pauses }),
      ),
    );

    expect(paged).toMatchObject({ pauses: [{ row: 0, stage: 0, start: 1, end: 2 }], spans: { page: [1, 2], batch: [-1, 0] }, batches: [[3, 2]] });
  });

  it('has how long workers worked, never longer than the attempt took', () => {
    const durations = [30, 150, -1, NaN, null as never, Infinity];
    const remote = timelineOf(
      CHAIN,
      durations.map((duration, index) => ({
        spans: [
          span('attempt rejected', 0, 40),
          span('waiting', 40, 50),
          span('attempt fulfilled', 50, 150, { work: { worker: `w${String(index % 2)}`, duration } }),
        ],
      })),
    );

    const { spans, workers, queued } = dataOf(waterfallHtml(remote));
    expect(spans.queued).toEqual([70, 0, 100, 100, 100, 0].flatMap((ms) => [0, 0, ms]));
    expect(spans.worker).toEqual([0, 1, 0, 1, 0, 1].flatMap((worker) => [-1, -1, worker]));
    expect([workers, queued]).toEqual([['w0', 'w1'], 0]);
  });

  it('may be empty', () => {
    expect(dataOf(waterfallHtml(timelineOf([], [], { end: 0 })))).toMatchObject({ total: 0, criticalPath: [], holdUps: [] });
  });
});

describe('a page', () => {
  const HOSTILE = [
    '</script><script>alert(1)</script>',
    '<!--<script>',
    '<!--',
    ']]>',
    '\u2028\u2029',
    '&lt;/script&gt;',
    '\'"`',
    '\ud800',
    '{{7*7}}',
    '__proto__',
  ];

  it('is one document whatever is in it', () => {
    const html = waterfallHtml(
      timelineOf(
        [{ name: HOSTILE[0] ?? '' }],
        HOSTILE.map((input, index) => ({
          input,
          path: [index],
          status: 'rejected',
          reason: new Error(input),
          spans: [span('attempt rejected', 0, 1, { reason: input })],
        })),
      ),
      { title: HOSTILE.join(''), label: ({ input }) => String(input) },
    );

    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script/g)).toHaveLength(2);
    expect(html).not.toContain('<!--');
    expect(html.slice(html.indexOf('id="data"'))).not.toMatch(/[\u2028\u2029]/);
    expect(dataOf(html)).toMatchObject({ title: HOSTILE.join(''), branches: { label: HOSTILE } });
    expect(/<title>([^<]*)<\/title>/.exec(html)?.[1]).toContain('&#60;/script&#62;');
  });

  it('allows itself its own script and style, and no network', () => {
    const html = waterfallHtml(madeUpTimeline({ branches: 20 }));
    const [, policy = ''] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html) ?? [];
    const [, style = ''] = /<style>([^]*)<\/style>/.exec(html) ?? [];
    const [, script = ''] = /<script>([^]*)<\/script>/.exec(html) ?? [];
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

    expect(policy).toBe(`default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`);
    expect(html.replace(script, '')).not.toMatch(/\b(src|href|action)=|url\(|@import/);
    expect(script).not.toMatch(/\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts)\b|\bimport\(/);
  });

  it('is small', () => {
    expect(gzipSync(waterfallHtml(timelineOf([], [], { end: 0 })), { level: 9 }).length).toBeLessThan(40_000);
  });

  it('names the licences of what is bundled', () => {
    expect(PAGE.script.slice(0, 4_000)).toMatch(/@tanstack\/virtual-core [\d.]+ \(MIT\)[^]*d3-scale [\d.]+ \(ISC\)[^]*d3-zoom [\d.]+ \(ISC\)/);
  });

  it('is made of the page as it is now (npm run build:waterfall)', async () => {
    expect((await bundlePage(ROOT)) === readFileSync(path.join(ROOT, 'src/waterfall/page-bundle.ts'), 'utf8')).toBe(true);
  });
});
