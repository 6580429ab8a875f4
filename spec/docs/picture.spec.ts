import { readFileSync } from 'node:fs';
import path from 'node:path';

const read = (file: string): string => readFileSync(path.join(__dirname, '../..', file), 'utf8');

describe('the first picture of the README', () => {
  const [, alternative = '', file = ''] = /!\[(.*?)\]\((.*?\.svg)\)/.exec(read('README.md')) ?? [];

  it('is described by what was measured when it was drawn', () => {
    const [, description = ''] = /<desc>(.+?)<\/desc>/.exec(read(file)) ?? [];

    expect(alternative).toBe(`${description}.`);
  });

  it('shows the same requests twice', () => {
    expect(read(file).match(/<rect/g)).toHaveLength(2 * 28);
  });
});
