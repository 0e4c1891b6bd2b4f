/** Where the values are in an object of objects and lists. */
export function leavesOf(
  value: unknown,
  path: readonly string[] = [],
): readonly (readonly string[])[] {
  const isLeaf = typeof value !== 'object' || value === null || value instanceof Uint8Array;
  if (isLeaf) return [path];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]));
}

export function leafAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => (inner as Record<string, unknown> | undefined)?.[name],
    value,
  );
}

/** A copy with one value changed. */
export function withLeaf<T>(value: T, path: readonly string[], leaf: unknown): T {
  const [name, ...rest] = path;
  if (name === undefined) return leaf as T;
  const inner = withLeaf((value as Record<string, unknown>)[name], rest, leaf);
  if (Array.isArray(value)) return value.with(Number(name), inner) as T;
  return { ...value, [name]: inner };
}
