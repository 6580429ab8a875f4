const WIDTH = 100;

/** Wraps paragraphs and lists of Markdown. Headings, tables and charts stay as they are. */
export function wrapped(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((block) =>
      /^[#|!]/.test(block)
        ? block
        : block
            .split(/\n(?=- )/)
            .map(filled)
            .join('\n'),
    )
    .join('\n\n');
}

/** One paragraph or one item of a list, whose further lines are indented. */
function filled(paragraph: string): string {
  const indent = paragraph.startsWith('- ') ? '  ' : '';
  const lines: string[] = [];
  for (const word of paragraph.split(/\s+/)) {
    const line = lines.pop();
    const longer = line === undefined ? word : `${line} ${word}`;
    if (line === undefined || longer.length <= WIDTH) lines.push(longer);
    else lines.push(line, indent + word);
  }
  return lines.join('\n');
}
