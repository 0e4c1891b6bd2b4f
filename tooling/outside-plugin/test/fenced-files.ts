/** The files that a page shows whole, by name: its fences that say `file=NAME`. */
export function fencedFiles(page: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [, name = '', content = ''] of page.matchAll(
    /^```\S+[^\n]*\bfile=(\S+)[^\n]*\n(.*?)^```$/gms,
  )) {
    if (files.has(name)) throw new Error(`The page shows ${name} twice.`);
    files.set(name, content);
  }
  return files;
}
