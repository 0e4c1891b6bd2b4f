/** True for a key name: not empty, no Unicode space, no plus (signed-note, Format), and nothing that no note can hold. */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}+\0-\x1f]/u.test(name);
}
