import { readFileSync } from 'node:fs';
import path from 'node:path';
import { drawnIn, pagesIn, redraw } from '../../scripts/diagrams/redraw';
import { SCENARIOS } from '../../scripts/diagrams/scenarios';

const ROOT = path.join(__dirname, '../..');
const pages = pagesIn(ROOT).map((name) => ({ name, text: readFileSync(path.join(ROOT, name), 'utf8') }));
const drawn = pages.filter(({ text }) => drawnIn(text).length > 0);

describe('the diagrams of the docs', () => {
  it.each(drawn.map(({ name, text }) => [name, text]))('are what runs do: %s (npm run docs:diagrams draws them)', (_, text) => {
    expect(redraw(text)).toBe(text);
  });

  it('are all of use', () => {
    expect(new Set(drawn.flatMap(({ text }) => drawnIn(text)))).toEqual(new Set(Object.keys(SCENARIOS)));
  });
});
