import { createPackageFromTarballData } from '@arethetypeswrong/core';

const needed = ['package.json', 'README.md', 'LICENSE'];

/** What must be in the archive and what must not: no sources' condition, no tests, no workspace versions. */
export function checkContents(archive: Uint8Array): string[] {
  const packed = createPackageFromTarballData(archive);
  const prefix = `/node_modules/${packed.packageName}/`;
  const files = packed.listFiles().map((path) => path.slice(prefix.length));
  const manifest = packed.readFile(`${prefix}package.json`);
  return [
    ...needed
      .filter((name) => !files.includes(name))
      .map((name) => `${name} is not in the archive`),
    ...files
      .filter((name) => /^(src|test)\/|\.tsbuildinfo$/.test(name))
      .map((name) => `${name} is in the archive`),
    ...['@sotto/source', 'workspace:', 'catalog:']
      .filter((text) => manifest.includes(`"${text}`))
      .map((text) => `the packed manifest still says "${text}"`),
  ];
}
