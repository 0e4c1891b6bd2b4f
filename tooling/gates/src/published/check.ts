import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import type { Verdict } from '../gate.ts';
import { isPublished, readWorkspace, type WorkspacePackage } from '../workspace.ts';
import { checkContents } from './contents.ts';
import { withArchives } from './pack.ts';
import { checkTypes } from './types.ts';

/** Packs every published package and judges what strangers would install. */
export async function checkPublished(root: string): Promise<Verdict> {
  const packages = readWorkspace(root).filter(isPublished);
  return withArchives(root, packages, async (archives) => {
    const problems: string[] = [];
    for (const pkg of packages) {
      const archive = archives.get(pkg.name);
      if (archive === undefined) throw new Error(`${pkg.name} was not packed`);
      const found = await judge(pkg, archive);
      problems.push(...found.map((text) => `${pkg.path}: ${text}`));
    }
    return { inspected: packages.length, problems };
  });
}

async function judge(pkg: WorkspacePackage, archive: Uint8Array): Promise<string[]> {
  const tarball = archive.slice().buffer;
  const { messages, pkg: packed } = await publint({ pack: { tarball }, strict: true });
  const isProgram = pkg.manifest.exports === undefined;
  return [
    ...messages.map((message) => `publint: ${formatMessage(message, packed) ?? message.code}`),
    ...checkContents(archive),
    ...(isProgram ? [] : await checkTypes(archive)),
  ];
}
