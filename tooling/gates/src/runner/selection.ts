/** Which steps to run, and what vitest is told beyond them. */
export type Selection =
  | {
      readonly names: readonly string[];
      readonly filters: readonly string[];
      /** Something skipped is a failure. */
      readonly noSkips: boolean;
    }
  | { readonly problem: string };

/**
 * Reads `--only lint,types`, `--skip browser`, `--no-skips` and everything else as filters for the tests; filters alone choose the
 * two test steps.
 */
export function readSelection(args: readonly string[], known: readonly string[]): Selection {
  let only: readonly string[] | undefined;
  let skip: readonly string[] = [];
  let noSkips = false;
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
    } else if (name === '--no-skips') noSkips = true;
    else filters.push(args[at] ?? '');
  }
  const wanted = only ?? (filters.length > 0 ? ['tests'] : known);
  const names = known.filter((step) => wanted.includes(step) && !skip.includes(step));
  return { names, filters, noSkips };
}
