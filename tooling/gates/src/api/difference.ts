const context = 6;

/** The first lines that differ, old with `-` and new with `+`; undefined when the texts are equal. */
export function firstDifference(before: string, after: string): string | undefined {
  if (before === after) return undefined;
  const old = before.split('\n');
  const now = after.split('\n');
  let at = 0;
  while (old[at] === now[at]) at += 1;
  return [
    `  at line ${at + 1}:`,
    ...old.slice(at, at + context).map((line) => `  - ${line}`),
    ...now.slice(at, at + context).map((line) => `  + ${line}`),
  ].join('\n');
}
