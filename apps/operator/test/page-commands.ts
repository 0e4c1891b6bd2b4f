import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = readFileSync(join(import.meta.dirname, '../../../docs/operate.md'), 'utf8');

/** The commands of the page between two headings, block by block; a command of several lines is one. */
export function commandsBetween(from: string, to: string): readonly (readonly string[])[] {
  const start = page.indexOf(`\n${from}\n`);
  const end = page.indexOf(`\n${to}\n`, start);
  const part = page.slice(start, end < 0 ? undefined : end);
  if (start < 0) throw new Error(`There is no "${from}" in docs/operate.md`);
  return [...part.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block]) =>
    block!
      .replaceAll('\\\n', ' ')
      .split('\n')
      .filter((line) => line !== ''),
  );
}
