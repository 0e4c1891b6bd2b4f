import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.ts';
import { charterPart } from './parts/charter.ts';
import { groupsCatchUpPart } from './parts/groups-catch-up.ts';
import { groupsMembersPart } from './parts/groups-members.ts';
import { groupsOpenPart } from './parts/groups-open.ts';
import { historyPart } from './parts/history.ts';
import { idlePart } from './parts/idle.ts';
import { messagesPart } from './parts/messages.ts';
import { mlsChromiumPart } from './parts/mls-chromium.ts';
import { mlsGroupsPart } from './parts/mls-groups.ts';
import { mlsMessagesPart } from './parts/mls-messages.ts';
import { photographPart } from './parts/photograph.ts';
import { relayPart } from './parts/relay.ts';
import { searchPart } from './parts/search.ts';
import { sealingPart } from './parts/sealing.ts';
import { unlockPart } from './parts/unlock.ts';
import { vaultUnlockPart } from './parts/vault-unlock.ts';
import { webPart } from './parts/web.ts';
import { backupPart } from './parts/backup.ts';
import { wipePart } from './parts/wipe.ts';
import type { Part } from './measure.ts';
import type { PartReport, Report } from './report.ts';
import { chapterOf, partText, reportMarkdown, withFigures } from './report.ts';
import { runPart } from './run-part.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const parts = [
  relayPart,
  messagesPart,
  sealingPart,
  photographPart,
  idlePart,
  historyPart,
  searchPart,
  webPart,
  unlockPart,
  wipePart,
  backupPart,
  charterPart,
  vaultUnlockPart,
  groupsMembersPart,
  groupsCatchUpPart,
  groupsOpenPart,
  mlsMessagesPart,
  mlsChromiumPart,
  mlsGroupsPart,
];
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const begun = performance.now();
const progress = (text: string): void =>
  void process.stderr.write(`… ${Math.round((performance.now() - begun) / 1_000)} s: ${text}\n`);

const { values } = parseArgs({
  options: {
    /** Names of parts, with commas; default all. */
    only: { type: 'string' },
    /** Writes docs/performance.md: all of it, or with `--only groups`, `search`, `wipe`, `charter`, `vault` or `mls` one chapter. */
    write: { type: 'boolean', default: false },
    /** Prints the JSON instead of the table. */
    json: { type: 'boolean', default: false },
    /** What takes minutes more, too. */
    full: { type: 'boolean', default: false },
  },
});
const wanted = values.only?.split(',') ?? parts.map(({ name }) => name);
const isMeant = (part: Part, name: string): boolean =>
  part.name === name || part.name.startsWith(`${name}-`);
const unknown = wanted.filter((name) => !parts.some((part) => isMeant(part, name)));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no part ${unknown.join(', ')}. There are: ${parts.map(({ name }) => name).join(', ')}.\n`,
  );
  process.exit(2);
}

const chosen = parts.filter((part) => wanted.some((name) => isMeant(part, name)));
const chapters = new Set(chosen.map(chapterOf));
if (values.write && parts.some((part) => chapters.has(chapterOf(part)) && !chosen.includes(part))) {
  process.stderr.write(
    'The page has all parts of a chapter or none: --write goes with --only groups, search, unlock, wipe, backup, charter, vault or mls, or without --only.\n',
  );
  process.exit(2);
}

const machine = describeMachine();
const done: PartReport[] = [];
for (const part of chosen) {
  const report = await runPart(part, { root, full: values.full, progress });
  done.push(report);
  if (!values.json) say(`${partText(report)}\n`);
}
const seconds = (performance.now() - begun) / 1_000;
const report: Report = { at: new Date().toISOString(), machine, seconds, parts: done };
const json = JSON.stringify(report, undefined, 2);
mkdirSync(join(root, '.bench'), { recursive: true });
writeFileSync(join(root, '.bench', 'latest.json'), `${json}\n`);
if (values.json) say(json);
else say(`${Math.round(seconds)} s; the same as JSON is in .bench/latest.json`);
if (values.write) {
  const path = join(root, 'docs', 'performance.md');
  for (const chapter of chapters) {
    const ofChapter = done.filter((part) => chapterOf(part) === chapter);
    const markdown = reportMarkdown({ ...report, parts: ofChapter });
    writeFileSync(path, withFigures(readFileSync(path, 'utf8'), chapter, markdown));
  }
  // As the format gate wants it.
  execFileSync('oxfmt', [path]);
}
