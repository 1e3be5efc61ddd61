/** How wide a line may be, in UTF-16 units. Peek shows about as many columns beside its list, and does not wrap by itself. */
const WIDTH = 64;

/** A page as plain text with filled lines, for places that show the text of a document: peek, and the source of a page. */
export function plain(markdown: string): string {
  const out: string[] = [];
  let paragraph: string[] = [];
  let isCode = false;
  const flush = () => {
    if (paragraph.length > 0) {
      out.push(...filled(paragraph.join(' ')));
      paragraph = [];
    }
  };
  for (const line of markdown.split(/\r?\n/)) {
    if (line.startsWith('```')) {
      flush();
      isCode = !isCode;
    } else if (isCode) {
      out.push(`    ${line}`.trimEnd());
    } else if (line.trim() === '') {
      flush();
      out.push('');
    } else if (/^(-{3,}|\*{3,})$/.test(line.trim())) {
      flush();
    } else if (/^\[\d+\]: /.test(line)) {
      // The address of a link: text has no use for it.
      flush();
    } else if (/^#+ /.test(line)) {
      flush();
      const title = withoutMarks(line.replace(/^#+ +/, ''));
      out.push(title, (line.startsWith('# ') ? '=' : '-').repeat(title.length));
    } else if (/^\s*([-*]|\d+\.) /.test(line)) {
      flush();
      paragraph = [line];
    } else {
      paragraph.push(line.trim());
    }
  }
  flush();
  // Rules leave two empty lines, one of each side.
  return `${out.join('\n').replace(/\n{3,}/g, '\n\n').trim()}\n`;
}

/** A paragraph or an entry of a list, whose further lines stand under the text of its first. */
function filled(text: string): string[] {
  const mark = /^\s*(?:[-*]|\d+\.) +/.exec(text)?.[0] ?? '';
  const indent = ' '.repeat(mark.length);
  const lines: string[] = [];
  let line = mark;
  for (const word of withoutMarks(text.slice(mark.length)).split(/\s+/)) {
    const isStart = line === mark || line === indent;
    if (!isStart && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else {
      line += isStart ? word : ` ${word}`;
    }
  }
  return [...lines, line];
}

/** Text without the marks of links, of code and of bold type, and without characters that the editor highlights. */
function withoutMarks(text: string): string {
  return text
    .replace(/\[([^\]]*)\](?:\((?:<[^>]*>|[^()\s]*)\)|\[\d+\])/g, '$1')
    .replace(/(`+) ?(.*?) ?\1/g, '$2')
    .replace(/\*\*(.+?)\*\*/g, '$1')
    // The editor puts a box around characters that look like others, and in a restricted workspace around all but those of ASCII.
    .replaceAll('·', '|')
    .replaceAll(' §', ', section ')
    .replaceAll('…', '...');
}
