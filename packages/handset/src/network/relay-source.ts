import { tileSource } from '@sotto/actlog';
import type { LogSource, ReadLogFile } from '@sotto/actlog';
import { isSottoError, SottoError } from '@sotto/core';
import type { Link, LinkErrorCode, RelayUrl } from '@sotto/core';
import type { NetworkTroubleReason } from '../api.ts';
import { handsetLimits } from '../limits.ts';
import { unlessAborted } from '../unless-aborted.ts';

/** The log that a relay serves, for one look: so many bytes and files, and it refuses to be read on. */
export function relaySource(
  { link }: { readonly link: Pick<Link, 'readLog'> },
  relay: RelayUrl,
  signal: AbortSignal,
): LogSource {
  let leftBytes: number = handsetLimits.maxLookBytes;
  let leftFiles: number = handsetLimits.maxLookFiles;
  const read: ReadLogFile = async (path, most) => {
    const maxBytes = Math.min(most, leftBytes);
    leftFiles -= 1;
    if (leftFiles < 0 || maxBytes <= 0) throw spent();
    // Whatever the link does: a look ends.
    const reading = link.readLog(relay, { path, maxBytes, signal });
    const bytes = await unlessAborted(reading, signal);
    leftBytes -= bytes?.length ?? 0;
    return bytes;
  };
  return tileSource(read);
}

/** Why a look at a relay came to nothing; `undefined` when it was none of the link's codes. */
export function linkTrouble(error: unknown): NetworkTroubleReason | undefined {
  if (isSottoError(error, 'LINK_REFUSED')) return 'refused';
  if (isSottoError(error, 'LINK_UNREACHABLE') || isSottoError(error, 'LINK_CLOSED'))
    return 'unreachable';
  return undefined;
}

function spent(): Error {
  return new SottoError<LinkErrorCode>('LINK_REFUSED', 'The log is more than one look may read.');
}
