import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTitles } from '@sotto/gates/test-titles';
import { namedOnPage } from './named-on-page.ts';

const endings = ['', '.test.ts', '.browser.test.ts', '.journey.test.ts'];

/** What a page says of tests: how many it names, and a sentence for each that is not there. */
export interface Missing {
  readonly named: number;
  readonly problems: readonly string[];
}

export function missingTests(root: string, page: string): Missing {
  const named = namedOnPage(page);
  const problems = named.flatMap(({ file, titles }) => {
    const paths = endings
      .map((ending) => file + ending)
      .filter((path) => /\.test\.tsx?$/.test(path) && existsSync(join(root, path)));
    if (paths.length === 0) return [`there is no test file ${file}`];
    const there = paths.flatMap((path) => readTitles(path, readFileSync(join(root, path), 'utf8')));
    return titles
      .filter((title) => !there.some(({ text }) => text === title))
      .map((title) => `${file} has no test "${title}"`);
  });
  return { named: named.reduce((sum, { titles }) => sum + titles.length, 0), problems };
}
