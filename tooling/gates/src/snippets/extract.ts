/** One fenced TypeScript block of a document. */
export interface Snippet {
  readonly document: string;
  /** The line of the first line of code, counted from 1. */
  readonly line: number;
  readonly language: 'ts' | 'tsx';
  readonly code: string;
  /** Why it is not compiled: what follows `no-check` after the fence. Undefined when it is compiled. */
  readonly uncheckedBecause: string | undefined;
  /** The module that other snippets import it as: what follows `as` after the fence. */
  readonly module: string | undefined;
}

/**
 * Every ```ts and ```tsx fence of a Markdown text. Code that cannot stand alone says why in its fence:
 * ```ts no-check the type is explained below```. Code that others import gives its module: ```ts as my-plugin```.
 */
export function extractSnippets(document: string, text: string): Snippet[] {
  const snippets: Snippet[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const open = /^(\s*)(`{3,}|~{3,})\s*(\S*)\s*(.*)$/.exec(lines[at] ?? '');
    if (!open) continue;
    const [, indent = '', fence = '', language = '', info = ''] = open;
    const end = lines.findIndex((line, index) => index > at && isClosing(line, fence));
    const last = end === -1 ? lines.length : end;
    if (language === 'ts' || language === 'tsx' || language === 'typescript') {
      snippets.push({
        document,
        line: at + 2,
        language: language === 'tsx' ? 'tsx' : 'ts',
        code: lines
          .slice(at + 1, last)
          .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
          .join('\n'),
        uncheckedBecause: /^no-check\b:?\s*(.*)$/.exec(info)?.[1],
        module: /(?:^|\s)as\s+(\S+)/.exec(info)?.[1],
      });
    }
    at = last;
  }
  return snippets;
}

function isClosing(line: string, fence: string): boolean {
  const trimmed = line.trim();
  return trimmed.startsWith(fence) && /^(`+|~+)$/.test(trimmed);
}
