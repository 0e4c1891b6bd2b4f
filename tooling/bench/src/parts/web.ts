import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Measure, Part } from '../measure.ts';

const kinds: Readonly<Record<string, string>> = {
  '.js': 'scripts',
  '.css': 'styles',
  '.html': 'page',
  '.wasm': 'WebAssembly',
};

/** What a browser has to load. */
export const webPart: Part = {
  name: 'web',
  title: 'Web handset: bundle',
  method:
    'Files of the production build by kind, each compressed with gzip at level 9. Source maps are not counted.',
  maxSeconds: 120,
  run: async ({ root }) => {
    const dist = join(root, 'apps/handset-web/dist');
    if (!existsSync(join(dist, 'index.html'))) {
      execFileSync(
        'turbo',
        ['run', 'build', '--filter=@sotto/handset-web', '--output-logs=errors-only'],
        {
          cwd: root,
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
    }
    const sums = new Map<string, number>();
    for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
      const path = join(dist, name);
      const kind = kinds[extname(name)];
      if (kind === undefined || !statSync(path).isFile()) continue;
      const bytes = gzipSync(readFileSync(path), { level: 9 }).length;
      const label = name === 'sw.js' || name.startsWith('service-worker') ? 'service worker' : kind;
      sums.set(label, (sums.get(label) ?? 0) + bytes);
    }
    const all = sums.values().reduce((sum, bytes) => sum + bytes, 0);
    const measures: Measure[] = [...sums].map(([what, bytes]) => ({
      what,
      value: bytes / 1_000,
      unit: 'kB gz',
    }));
    return [...measures, { what: 'together', value: all / 1_000, unit: 'kB gz' }];
  },
};
