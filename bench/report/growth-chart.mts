import { isOurs } from '../peers/index.mjs';
import { logScale } from './log-scale.mjs';
import { amount } from './numbers.mjs';
import type { Picture } from './picture.mjs';
import { element, HIGHLIGHT, line, MUTED, picture, text } from './svg.mjs';

/** The figures of one subject as the work grows. */
export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const WIDTH = 820;
const HEIGHT = 400;
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 560, 44, 346];
/** How far apart labels are at least. */
const LABEL = 17;

/** Lines over the number of roots, both on logarithmic scales, each labelled where it ends. */
export function growthChart({
  file,
  title,
  alt,
  series,
  unit,
}: {
  readonly file: string;
  readonly title: string;
  readonly alt: string;
  readonly series: readonly Series[];
  readonly unit: string;
}): Picture {
  const known = series
    .map(({ name, points }) => ({ name, points: points.filter(({ y }) => !Number.isNaN(y)) }))
    .filter(({ points }) => points.length > 0);
  const points = known.flatMap((one) => one.points);
  const x = logScale(
    points.map((point) => point.x),
    LEFT,
    RIGHT,
    [1],
  );
  const y = logScale(
    points.map((point) => point.y),
    BOTTOM,
    TOP,
  );

  const axes = [
    ...y.ticks.map((tick) => line(LEFT, y.at(tick), RIGHT, y.at(tick), { 'stroke-opacity': 0.25 })),
    ...y.ticks.map((tick) => text(LEFT - 8, y.at(tick) + 4, amount(tick), { 'text-anchor': 'end' })),
    line(LEFT, BOTTOM, RIGHT, BOTTOM),
    ...x.ticks.map((tick) => text(x.at(tick), BOTTOM + 20, tick.toLocaleString('en'), { 'text-anchor': 'middle' })),
    text((LEFT + RIGHT) / 2, BOTTOM + 44, 'roots', { 'text-anchor': 'middle' }),
  ];

  // What is highlighted is drawn last, over the others.
  const drawn = [...known].sort((one, other) => Number(isOurs(one.name)) - Number(isOurs(other.name)));
  const lines = drawn.flatMap((one) => {
    const color = isOurs(one.name) ? HIGHLIGHT : MUTED;
    const path = one.points.map((point) => `${x.at(point.x).toFixed(1)},${y.at(point.y).toFixed(1)}`).join(' ');
    return [
      element('polyline', { points: path, fill: 'none', stroke: color, 'stroke-width': isOurs(one.name) ? 3 : 1.5 }),
      ...one.points.map((point) => element('circle', { cx: x.at(point.x), cy: y.at(point.y), r: isOurs(one.name) ? 4 : 3, fill: color })),
    ];
  });

  const ends = known.map((one) => ({ one, end: one.points.at(-1) as Point }));
  const labels = apart(ends.map(({ end }) => y.at(end.y))).map((labelled, index) => {
    const { one, end } = ends[index] as (typeof ends)[number];
    const color = isOurs(one.name) ? HIGHLIGHT : MUTED;
    const label = text(RIGHT + 14, labelled + 4, `${one.name}: ${amount(end.y)} ${unit}`, {
      fill: color,
      'font-weight': isOurs(one.name) ? 600 : 400,
    });
    const leader = line(x.at(end.x) + 6, y.at(end.y), RIGHT + 10, labelled, { stroke: color, 'stroke-opacity': 0.4, 'stroke-dasharray': '2 3' });
    return leader + label;
  });

  return { file, alt, svg: picture(WIDTH, HEIGHT, title, [...axes, ...lines, ...labels]) };
}

/** The nearest places for labels that do not cover one another. */
function apart(places: readonly number[]): number[] {
  const order = places.map((place, index) => ({ place, index })).sort((one, other) => one.place - other.place);
  for (let step = 0; step < 200; step++) {
    for (const [index, lower] of order.entries()) {
      const upper = order[index - 1];
      if (upper === undefined) continue;
      const overlap = LABEL - (lower.place - upper.place);
      if (overlap <= 0) continue;
      upper.place -= overlap / 2;
      lower.place += overlap / 2;
    }
  }
  return order.sort((one, other) => one.index - other.index).map(({ place }) => place);
}
