import { expect, test } from 'vitest';
import { saysNoNetwork } from '../run-quietly.mjs';
import { pinnedNode, pinnedPnpm, requireNode } from '../versions.mjs';
import { root } from '../place.mjs';

test('a Node below the floor gets one plain sentence', () => {
  expect(() => requireNode(20, 'v18.19.0')).toThrow(
    'This is Node v18.19.0. Sotto needs Node 20 or newer to begin (it then brings its own newer one).',
  );
  expect(() => requireNode(20, 'v20.0.0')).not.toThrow();
});

test('the root manifest pins one exact pnpm, and the Node that runs these tests', () => {
  expect(pinnedPnpm(root)).toMatch(/^\d+\.\d+\.\d+$/);
  expect(`v${pinnedNode(root)}`).toBe(process.version);
});

test('what package managers say without a network is understood', () => {
  expect(saysNoNetwork('npm error code EAI_AGAIN')).toBe(true);
  expect(saysNoNetwork('npm error code ETARGET')).toBe(false);
});
