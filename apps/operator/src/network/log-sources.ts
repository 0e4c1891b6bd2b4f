import { stat } from 'node:fs/promises';
import type { LogSource } from '@sotto/actlog';
import { actLogLimits, bundleSource, parseLogBundle, tileSource } from '@sotto/actlog';
import { isSottoError } from '@sotto/core';
import { operatorError } from '../error.ts';
import { readBounded } from '../files/read-bounded.ts';
import { readWholeFile } from '../files/read-file.ts';
import { operatorLimits } from '../limits.ts';
import { folderSource } from './log-folder.ts';

/**
 * A log at an address such as https://relay.example/log, in a folder, or in one file as a handset exports it.
 *
 * @throws OPERATOR_FILE, OPERATOR_FORMAT
 */
export async function sourceOf(
  typed: string,
  path: (typed: string) => string,
  signal: AbortSignal,
): Promise<LogSource> {
  if (/^https?:\/\//.test(typed)) return addressSource(typed.replace(/\/+$/, ''), signal);
  const place = path(typed);
  const facts = await stat(place).catch(() => undefined);
  if (facts?.isDirectory() === true) return folderSource(place);
  try {
    return bundleSource(parseLogBundle(await readWholeFile(place, actLogLimits.maxBundleBytes)));
  } catch (error) {
    if (!isSottoError(error) || !error.code.startsWith('LOG_BUNDLE_')) throw error;
    throw operatorError('OPERATOR_FORMAT', 'The file is no log of acts.', error);
  }
}

function addressSource(base: string, signal: AbortSignal): LogSource {
  return tileSource(async (path, maxBytes) => {
    const timeout = AbortSignal.timeout(operatorLimits.fileTimeoutMs);
    try {
      const response = await fetch(`${base}/${path}`, {
        redirect: 'error',
        signal: AbortSignal.any([signal, timeout]),
      });
      if (response.status === 404) return undefined;
      if (!response.ok) throw unreached(`answers with status ${response.status}`);
      return await readBounded(response, maxBytes);
    } catch (error) {
      if (isSottoError(error)) throw error;
      throw unreached(timeout.aborted ? 'does not answer in time' : 'cannot be reached', error);
    }
  });
}

function unreached(why: string, cause?: unknown): Error {
  return operatorError('OPERATOR_UNREACHED', `The address of the log ${why}.`, cause);
}
