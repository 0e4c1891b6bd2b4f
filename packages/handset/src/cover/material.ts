/**
 * Everyday material in one language, from which a cover's people and conversations are composed. Slots in braces are filled from `words`, the
 * same within one scene. A line begins with who says it: `>` the owner, `<` the other one; in a group `1`, `2` and `3` are the others.
 */
export interface Material {
  readonly names: readonly string[];
  /** How the owner calls some of them, with `{name}`. */
  readonly petnames: readonly string[];
  readonly groups: readonly string[];
  readonly words: Readonly<Record<string, readonly string[]>>;
  readonly scenes: readonly (readonly string[])[];
  readonly groupScenes: readonly (readonly string[])[];
  readonly notes: readonly string[];
  readonly reactions: readonly string[];
}
