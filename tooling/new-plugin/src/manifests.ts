import type { Names } from './names.ts';

export function packageManifest({ folder, point }: Names, version: string): object {
  const door = { types: './dist/index.d.ts', default: './dist/index.js' };
  return {
    name: `@sotto/${folder}`,
    version,
    description: `A variant of Sotto's ${point} point.`,
    license: 'Apache-2.0',
    repository: {
      type: 'git',
      url: 'git+https://github.com/sotto-network/sotto.git',
      directory: `plugins/${folder}`,
    },
    type: 'module',
    sideEffects: false,
    engines: { node: '>=24' },
    files: ['dist', '!dist/.tsbuildinfo', 'README.md'],
    exports: {
      '.': { '@sotto/source': './src/index.ts', ...door },
      './package.json': './package.json',
    },
    publishConfig: {
      access: 'public',
      exports: { '.': door, './package.json': './package.json' },
    },
    dependencies: { '@sotto/core': 'workspace:*' },
    devDependencies: { '@sotto/contracts': 'workspace:*', vitest: 'catalog:' },
  };
}

export const tsconfig: object = {
  extends: '../../tsconfig.base.json',
  compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
  include: ['src'],
  references: [{ path: '../../packages/core' }],
};

export function changeset({ folder, point }: Names): string {
  return `---\n'@sotto/${folder}': minor\n---\n\nA new variant of the \`${point}\` point: say what it is good for.\n`;
}
