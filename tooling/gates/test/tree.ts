import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A tree of files for one test, gone after it: path to text, or to a value that becomes JSON. */
export function makeTree(files: Readonly<Record<string, string | object>>): string {
  const root = mkdtempSync(join(tmpdir(), 'sotto-fixture-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  addFiles(root, files);
  return root;
}

export function addFiles(root: string, files: Readonly<Record<string, string | object>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(root, path), text);
  }
}

/** A manifest of a published workspace package with one door. */
export function manifest(name: string, more: object = {}): object {
  const door = {
    '@sotto/source': './src/index.ts',
    types: './dist/index.d.ts',
    default: './dist/index.js',
  };
  return { name, version: '1.0.0', type: 'module', exports: { '.': door }, ...more };
}
