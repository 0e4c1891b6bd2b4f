import { readFileSync } from 'node:fs';

const pollMs = 500;

/**
 * Calls back once when nobody waits for this process any more: its parent is gone, or, where `/proc` tells, the parent of
 * that. `npm start` runs through a shell: killing the shell leaves us, killing npm leaves the shell and us.
 *
 * @param {() => void} orphaned
 */
export function watchParents(orphaned) {
  const before = parents();
  const watch = setInterval(() => {
    const now = parents();
    if (now.parent === before.parent && now.grandparent === before.grandparent) return;
    clearInterval(watch);
    orphaned();
  }, pollMs);
  watch.unref();
}

function parents() {
  const parent = process.ppid;
  return { parent, grandparent: parentOf(parent) };
}

/** @param {number} pid */
function parentOf(pid) {
  if (process.platform !== 'linux') return undefined;
  try {
    return /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    // Gone between the two looks: its number, which has changed too, says so.
    return undefined;
  }
}
