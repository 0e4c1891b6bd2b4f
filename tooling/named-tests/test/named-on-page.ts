/** A test file that a page names, with the titles it names in it. */
export interface NamedTests {
  /** Relative to the root, such as `packages/handset/test/invites`; the ending may be left out. */
  readonly file: string;
  readonly titles: readonly string[];
}

/**
 * What a page names: a file in backticks and a colon, then titles in italics, or `all`, or `every _Ada_` of titles that are made
 * in a loop: of these the file alone is looked for. "Tests are in `folder`" gives the folder for
 * names of files alone.
 */
export function namedOnPage(page: string): readonly NamedTests[] {
  const folder = /Tests are in `([^`]+)`/.exec(page)?.[1];
  return page.split('\n').flatMap((line) => {
    const files = [...line.matchAll(/`([\w./-]+)`: (?=_|all\b|every _)/g)];
    return files.map(({ 1: name = '', index }, at) => {
      const said = line.slice(index, files[at + 1]?.index);
      return {
        file: name.includes('/') || folder === undefined ? name : `${folder}/${name}`,
        // An underscore within a word, as in INVITE_USED, ends nothing.
        titles: Array.from(
          said.matchAll(/(?<!\w|every )_(.+?)_(?!\w)/g),
          ([, title = '']) => title,
        ),
      };
    });
  });
}
