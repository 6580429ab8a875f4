import { isOurs } from '../peers/index.mjs';
import { logScale } from './log-scale.mjs';
import { amount } from './numbers.mjs';
import type { Picture } from './picture.mjs';
import { element, HIGHLIGHT, line, MUTED, picture, text } from './svg.mjs';

/** The figure of one subject. */
export interface Dot {
  readonly name: string;
  readonly value: number;
}

const WIDTH = 800;
const [LEFT, RIGHT, TOP] = [230, 700, 40];
const ROW = 26;

/** A dot for each subject on one logarithmic scale, the smallest figure on top. */
export function dotChart({
  file,
  title,
  alt,
  dots,
  unit,
}: {
  readonly file: string;
  readonly title: string;
  readonly alt: string;
  readonly dots: readonly Dot[];
  readonly unit: string;
}): Picture {
  const rows = dots.filter(({ value }) => !Number.isNaN(value)).sort((one, other) => one.value - other.value);
  // Keeps the smallest figure off the edge.
  const x = logScale([...rows.map(({ value }) => value), (rows[0]?.value ?? 1) * 0.9], LEFT, RIGHT);
  const bottom = TOP + rows.length * ROW;
  const scale = x.ticks.flatMap((tick) => [
    line(x.at(tick), TOP, x.at(tick), bottom, { 'stroke-opacity': 0.25 }),
    text(x.at(tick), bottom + 20, amount(tick), { 'text-anchor': 'middle' }),
  ]);
  const drawn = rows.flatMap(({ name, value }, index) => {
    const ours = isOurs(name);
    const color = ours ? HIGHLIGHT : MUTED;
    const y = TOP + (index + 0.5) * ROW;
    const shown = { fill: color, 'font-weight': ours ? 600 : 400 };
    return [
      text(LEFT - 14, y + 4, name, { ...shown, 'text-anchor': 'end' }),
      line(LEFT, y, x.at(value), y, { stroke: color, 'stroke-opacity': 0.4 }),
      element('circle', { cx: x.at(value), cy: y, r: ours ? 6 : 5, fill: color }),
      text(x.at(value) + 12, y + 4, `${amount(value)} ${unit}`, shown),
    ];
  });
  return { file, alt, svg: picture(WIDTH, bottom + 34, title, [...scale, ...drawn]) };
}
