import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Plain } from './plain.mjs';
import { readStamp, writeStamp } from './stamp.mjs';
import { codeFloor, majorOf, pinnedNode } from './versions.mjs';

/**
 * The Node that does the work: the pinned one, which the install linked; where none is pinned for this platform, the
 * running one if it is new enough.
 *
 * @param {string} root
 * @returns {string} path of a Node
 */
export function nodeToUse(root) {
  const wanted = pinnedNode(root);
  if (wanted === undefined) return runningNode();
  const node = join(root, 'node_modules', '.bin', 'node');
  if (!existsSync(node))
    throw new Plain(
      `The pinned Node ${wanted} is not in node_modules. Remove node_modules and run again.`,
    );
  const stamp = join(root, 'node_modules', '.sotto-node');
  if (readStamp(stamp) !== wanted) {
    const found = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    if (found !== `v${wanted}`)
      throw new Plain(
        `node_modules holds Node ${found} instead of v${wanted}. Remove node_modules and run again.`,
      );
    writeStamp(stamp, wanted);
  }
  return node;
}

/** @returns {string} */
function runningNode() {
  if (majorOf(process.version) >= codeFloor) return process.execPath;
  throw new Plain(
    `Sotto brings no Node of its own for ${process.platform} ${process.arch}, and this is Node ${process.version}. Install Node ${codeFloor} or newer and run again.`,
  );
}
