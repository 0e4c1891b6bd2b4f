// The one door to the workshop: `npm start`, `npm test`, `npm run bench`, or any installed tool by name.
// Runs on a bare Node 20 without any package, brings the pinned tools, then does the work under them.
import { root } from './place.mjs';
import { exitWith, Plain } from './plain.mjs';
import { prepare } from './prepare.mjs';
import { runUnderPinned } from './run-under-pinned.mjs';
import { requireNode } from './versions.mjs';

const [name, ...rest] = process.argv.slice(2);

try {
  requireNode(20);
  if (name === undefined) {
    throw new Plain(
      'Say what to run: start, test, bench, chaos, new-plugin, or an installed tool such as "vitest" or "pnpm".',
    );
  }
  const tools = await prepare(root);
  process.exitCode = await runUnderPinned(tools, name, rest);
} catch (error) {
  exitWith(error);
}
