import { element, HIGHLIGHT, line, MUTED, picture, text } from '../../bench/report/svg.mjs';
import type { Sent } from './requests.mjs';

const ROW = 9;
const TOP = 52;
const NAMES = 34;
const PANEL = 400;
const GAP = 24;
const TICK = 500;

/** One way to send the same requests. */
export interface Way {
  readonly name: string;
  readonly sent: readonly Sent[];
}

const isDetail = ({ name }: Sent): boolean => name.includes('/');
const lastOf = (sent: readonly Sent[]): number => Math.max(...sent.map(({ end }) => end));
const ms = (time: number): string => `${String(Math.round(time))} ms`;

/** When the first request of the second round had its answer. */
function firstResult(sent: readonly Sent[]): number {
  return Math.min(...sent.filter(isDetail).map(({ end }) => end));
}

/** Says in a sentence what the picture shows, for those who do not see it. */
export function described(ways: readonly Way[]): string {
  return ways.map(({ name, sent }) => `${name}: first result after ${ms(firstResult(sent))}, all after ${ms(lastOf(sent))}`).join('. ');
}

/** Draws the ways beside each other, with the same rows and the same axis. */
export function draw(title: string, ways: readonly Way[]): string {
  const rows = [...new Set(ways.flatMap(({ sent }) => sent.map(({ name }) => name)))].sort();
  const longest = Math.max(...ways.map(({ sent }) => lastOf(sent)));
  const x = (time: number): number => (time / longest) * PANEL;
  const ticks = Array.from({ length: Math.floor(longest / TICK) + 1 }, (_, index) => index * TICK);
  const bottom = TOP + rows.length * ROW;
  const panels = ways.flatMap((way, index) => {
    const left = NAMES + index * (PANEL + GAP);
    return [
      text(left, TOP - 14, way.name, { 'font-weight': 600 }),
      ...ticks.flatMap((tick) => [
        line(left + x(tick), TOP - 4, left + x(tick), bottom, { 'stroke-opacity': 0.25 }),
        text(left + x(tick), bottom + 14, tick === 0 ? '0' : ms(tick), { 'font-size': 11, 'text-anchor': tick === 0 ? 'start' : 'middle' }),
      ]),
      ...way.sent.map((request) => bar(request, left, rows.indexOf(request.name))),
      ...mark(firstResult(way.sent), 'first result', 32),
      ...mark(lastOf(way.sent), 'all', 48),
    ];

    function bar(request: Sent, from: number, row: number): string {
      const [start, end] = [x(request.start), x(request.end)];
      const fill = isDetail(request) ? HIGHLIGHT : MUTED;
      return element('rect', { x: from + start, y: TOP + row * ROW, width: end - start, height: ROW - 2, rx: 1.5, fill });
    }

    function mark(time: number, what: string, below: number): string[] {
      const at = left + x(time);
      const isEarly = x(time) < PANEL / 2;
      const label = { fill: HIGHLIGHT, 'font-weight': 600, 'text-anchor': isEarly ? 'start' : 'end' };
      return [
        line(at, TOP - 4, at, bottom + below, { stroke: HIGHLIGHT, 'stroke-dasharray': '3 3' }),
        text(at + (isEarly ? 5 : -5), bottom + below, `${what}: ${ms(time)}`, label),
      ];
    }
  });
  const names = rows.flatMap((name, row) => (name.includes('/') ? [] : [text(0, TOP + row * ROW + 8, name, { 'font-size': 11 })]));
  return picture(NAMES + ways.length * (PANEL + GAP), bottom + 56, title, [element('desc', {}, described(ways)), ...names, ...panels]);
}
