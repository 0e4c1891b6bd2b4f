import { join } from 'node:path';
import { Plain } from './plain.mjs';
import { runQuietly, saysNoNetwork } from './run-quietly.mjs';
import { installDigest, writeStamp } from './stamp.mjs';

/**
 * Installs exactly what the lockfile says.
 * @param {string} root
 */
export async function installPackages(root) {
  process.stderr.write('Installing packages from the lockfile\n');
  const digest = installDigest(root);
  const bins = [join(root, '.toolchain', 'node_modules', '.bin'), process.env['PATH'] ?? ''];
  const env = { ...process.env, PATH: bins.join(':'), CI: 'true' };
  const result = await runQuietly('pnpm', ['install', '--frozen-lockfile', '--prefer-offline'], {
    cwd: root,
    env,
  });
  if (result.code !== 0) throw new Plain(explain(result.output));
  writeStamp(join(root, 'node_modules', '.sotto-install'), digest);
}

/** @param {string} output */
function explain(output) {
  if (saysNoNetwork(output)) {
    return `${output}\nThe packages could not be downloaded: the package registry cannot be reached. The first run needs the network; later runs do not.`;
  }
  if (output.includes('frozen-lockfile')) {
    return `${output}\npnpm-lock.yaml does not match the manifests. Run: .toolchain/node_modules/.bin/pnpm install --no-frozen-lockfile`;
  }
  return `${output}\nThe packages could not be installed; what pnpm said is above.`;
}
