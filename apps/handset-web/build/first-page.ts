import type { Plugin } from 'vite';

interface ChunkGroup {
  readonly name: string;
  readonly priority: number;
  readonly test: (id: string) => boolean;
}

/** What runs an open handset, beside what the page imports. */
const engineModule = 'packages/handset/src/opening/engine.ts';

/**
 * Puts all that the page imports at once, without `import()`, into one file, and what runs an open handset into another. Cut by who else shares
 * them, they would be some forty, each compressed by itself and with the names that it gives to the others.
 */
export function firstPage(): { readonly plugin: Plugin; readonly groups: ChunkGroup[] } {
  const page = new Set<string>();
  const engine = new Set<string>();
  return {
    plugin: {
      name: 'first-page',
      apply: 'build',
      buildEnd() {
        const ids = [...this.getModuleIds()];
        const collect = (into: Set<string>, waiting: string[]): void => {
          for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
            if (into.has(id)) continue;
            into.add(id);
            waiting.push(...(this.getModuleInfo(id)?.importedIds ?? []));
          }
        };
        collect(
          page,
          ids.filter((id) => this.getModuleInfo(id)?.isEntry),
        );
        collect(
          engine,
          ids.filter((id) => id.endsWith(engineModule)),
        );
        if (engine.size === 0) this.error(`There is no ${engineModule}.`);
      },
    },
    groups: [
      { name: 'first', priority: 2, test: (id) => page.has(id) },
      { name: 'engine', priority: 1, test: (id) => engine.has(id) },
    ],
  };
}
