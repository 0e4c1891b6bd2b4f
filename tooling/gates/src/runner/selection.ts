/** Which steps to run, and what vitest is told beyond them. */
export type Selection =
  | { readonly names: readonly string[]; readonly filters: readonly string[] }
  | { readonly problem: string };

/**
 * Reads `--only lint,types`, `--skip browser` and everything else as filters for the tests; filters alone choose the
 * two test steps.
 */
export function readSelection(args: readonly string[], known: readonly string[]): Selection {
  let only: readonly string[] | undefined;
  let skip: readonly string[] = [];
  const filters: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const [name, inline] = (args[at] ?? '').split('=', 2);
    if (name === '--only' || name === '--skip') {
      const list = inline ?? args[(at += 1)];
      const names = list?.split(',') ?? [];
      const unknown = names.find((one) => !known.includes(one));
      if (names.length === 0 || unknown !== undefined) {
        return { problem: `${name} takes a list of: ${known.join(', ')}` };
      }
      if (name === '--only') only = names;
      else skip = names;
    } else filters.push(args[at] ?? '');
  }
  const wanted = only ?? (filters.length > 0 ? ['tests'] : known);
  return { names: known.filter((name) => wanted.includes(name) && !skip.includes(name)), filters };
}
