import { charterLimits } from '../limits.ts';
import { noticesAt } from './standing.ts';
import type { Transition } from './step.ts';
import { isEndWithin, roleQuorum } from './step.ts';

/** Notices that have expired make room. */
export const giveNotice: Transition<'notice'> = (network, { body, number }, logged) => {
  const { replaces, ...notice } = body;
  const { loggedAtSeconds: at } = logged;
  if (!isEndWithin(notice.expiresAtSeconds, at, charterLimits.maxNoticeSeconds))
    return 'END_OUT_OF_BOUNDS';
  const standing = noticesAt(network, at);
  if (replaces !== null && !standing.some((other) => other.number === replaces))
    return 'NOTICE_UNKNOWN';
  const left = standing.filter((other) => other.number !== replaces);
  if (left.length >= charterLimits.maxStandingNotices) return 'NOTICES_TOO_MANY';
  return {
    signedBy: roleQuorum(network.document.charter, 'notice'),
    network: { ...network, notices: [...left, { ...notice, number, ...logged }] },
  };
};

/** It changes nothing but when the operator was last heard of. */
export const beat: Transition<'heartbeat'> = (network) => ({
  signedBy: roleQuorum(network.document.charter, 'notice'),
  network,
});
