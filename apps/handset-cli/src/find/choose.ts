/** Something that a person can name. */
export interface Candidate<T> {
  readonly value: T;
  /** Each names it for certain: no other candidate has it. */
  readonly ids: readonly string[];
  /** Empty when it has none. */
  readonly name: string;
  /** The name is this reader's own; else somebody else chose it, and may have chosen that of another. */
  readonly nameIsMine: boolean;
}

/** Characters of an id that are enough to name something. */
const minPrefix = 8;

/**
 * What the text names: by a whole id, else by a name of the reader's own, else by a name that somebody chose or the first
 * 8 or more characters of an id. More than one: the text is unclear. These last count as one, because anybody can call
 * themselves by the beginning of somebody's id.
 */
export function choose<T>(text: string, candidates: readonly Candidate<T>[]): readonly T[] {
  const wanted = comparable(text);
  const certain = candidates.filter(({ ids }) => ids.some((id) => id === text || id === wanted));
  const named = candidates.filter(({ name }) => name !== '' && comparable(name) === wanted);
  const mine = named.filter(({ nameIsMine }) => nameIsMine);
  const begun = candidates.filter(
    ({ ids }) => text.length >= minPrefix && ids.some((id) => begins(id, text, wanted)),
  );
  const found = [certain, mine, [...new Set([...named, ...begun])]].find(
    (group) => group.length > 0,
  );
  return (found ?? []).map(({ value }) => value);
}

function begins(id: string, text: string, wanted: string): boolean {
  return id.startsWith(text) || id.startsWith(wanted);
}

/** A name as it is compared: case and forms of the same character do not matter. */
function comparable(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
