/** The subject that is highlighted, and everything else: they are seen on white as on black. */
export const HIGHLIGHT = '#2f81f7';
export const MUTED = '#848d97';

type Attributes = Readonly<Record<string, string | number>>;

/** One element. Numbers are rounded to tenths of a pixel. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? String(Math.round(value * 10) / 10) : value}"`,
  );
  return content === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content}</${name}>`;
}

/** A line of text, in grey unless it is said. Marks of Markdown are left out. */
export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  const escaped = content.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return element('text', { x, y, fill: MUTED, ...attributes }, escaped);
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes = {}): string {
  return element('line', { x1, y1, x2, y2, stroke: MUTED, ...attributes });
}

/** A picture with a title; what is behind it shines through. */
export function picture(width: number, height: number, title: string, parts: readonly string[]): string {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${String(width)} ${String(height)}`,
    width,
    height,
    'font-family': 'system-ui, sans-serif',
    'font-size': 13,
  };
  const heading = text(0, 16, title, { 'font-size': 15, 'font-weight': 600 });
  return `${element('svg', attributes, `\n${[heading, ...parts].join('\n')}\n`)}\n`;
}
