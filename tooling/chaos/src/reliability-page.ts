const begin = '<!-- chaos: written by npm run chaos -- --write -->';
const end = '<!-- end of chaos -->';

/** The page with another table between its marks. @throws Error when it has none */
export function withTable(page: string, table: string): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error('The page has no place for the table.');
  return `${page.slice(0, from + begin.length)}\n\n${table}\n\n${page.slice(to)}`;
}
