import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';

// The packages are modules only, for resolvers that read `exports`: what an older resolver would meet is no promise.
const promised = new Set(['node16-esm', 'bundler']);

/** Are the types wrong? Every door of the packed package, as Node and as a bundler resolve it. */
export async function checkTypes(archive: Uint8Array): Promise<string[]> {
  const result = await checkPackage(createPackageFromTarballData(archive));
  if (result.types === false) return ['it contains no types'];
  return result.problems
    .filter((problem) => !('resolutionKind' in problem) || promised.has(problem.resolutionKind))
    .map((problem) => {
      const at = 'entrypoint' in problem ? ` at "${problem.entrypoint}"` : '';
      const file = 'fileName' in problem ? ` in ${problem.fileName}` : '';
      return `types: ${problem.kind}${at}${file}`;
    });
}
