import type { Charter, EntryOutcome } from '@sotto/charter';
import { bytesEqual } from '@sotto/protocol';
import type { LogHead } from '../head/head.ts';
import type { FollowOptions } from '../head/judge-head.ts';
import { judgeHead } from '../head/judge-head.ts';
import type { ReadHead } from '../head/read-head.ts';
import { readHead } from '../head/read-head.ts';
import { actLogLimits } from '../limits.ts';
import type { LogRules } from '../log-rules.ts';
import { logRules } from '../log-rules.ts';
import type { LogSource } from '../sources/source.ts';
import { GrowingLog } from './growing-log.ts';
import type { LogParts } from './log-parts.ts';
import type { FollowRefusal } from './outcome.ts';
import { settle } from './settle.ts';

export interface Advanced {
  readonly log: LogParts;
  readonly entries: readonly Uint8Array[];
  readonly outcomes: readonly EntryOutcome[];
}

/**
 * From a log to a larger head. It is reached from handover to handover: entries are taken only under a head that those signed
 * who have the log at that place. So an unsigned flood costs nothing but entry 0, which the pin vouches for.
 */
export async function advance(
  log: LogParts,
  source: LogSource,
  head: ReadHead,
  options: FollowOptions,
): Promise<Advanced | FollowRefusal | 'otherTree'> {
  const growing = await GrowingLog.of(log, options.ed25519);
  if (growing.entries.length === 0) {
    const fault = await growing.take(source, 1);
    if (fault !== undefined) return fault;
    await growing.walk();
  }
  const handovers = [...log.position.handovers];
  for (;;) {
    const charter = growing.state.network?.document.charter;
    if (charter === undefined) return 'notPinned';
    const era = eraOf(charter, handovers);
    const target = await nextTarget(era, source, head, options);
    if (typeof target === 'string') return target;
    const fault = await growing.take(source, target.size);
    if (fault !== undefined) return fault;
    if (!bytesEqual(growing.tree.root(target.size), target.root)) return 'otherTree';
    const isLast = target.note === head.bytes;
    const handoverAt = await growing.walk();
    if (handoverAt === undefined)
      return isLast ? finished(log, growing, target, handovers, options) : 'handoverMissing';
    const note = target.size === handoverAt ? target : await handoverOf(era, source, options);
    if (note?.size !== handoverAt || !bytesEqual(note.root, growing.tree.root(handoverAt)))
      return 'handoverMissing';
    if (handovers.push(note) > actLogLimits.maxHandovers) return 'tooLong';
    if (isLast && note === target) return finished(log, growing, target, handovers, options);
  }
}

/** Those who have the log, and from what size on. */
interface Era {
  readonly rules: LogRules;
  readonly since: number;
}

function eraOf(charter: Charter, handovers: readonly LogHead[]): Era {
  return { rules: logRules(charter), since: handovers.at(-1)?.size ?? 0 };
}

/** The head when those signed it who have the log; else that with which they handed it over on the way there. */
async function nextTarget(
  era: Era,
  source: LogSource,
  head: ReadHead,
  options: FollowOptions,
): Promise<LogHead | FollowRefusal> {
  const judged = await judgeHead(head, era.rules, options);
  if (typeof judged !== 'string') return judged;
  const handover = await handoverOf(era, source, options);
  return handover !== undefined && handover.size <= head.size ? handover : judged;
}

/** The head with which an era ended, signed by those who had the log in it. */
async function handoverOf(
  { rules, since }: Era,
  source: LogSource,
  options: FollowOptions,
): Promise<LogHead | undefined> {
  const bytes = await source.handover(since);
  const head = bytes === undefined ? undefined : readHead(bytes);
  if (head === undefined || typeof head === 'string') return undefined;
  const judged = await judgeHead(head, rules, options);
  return typeof judged === 'string' ? undefined : judged;
}

async function finished(
  { position, entries: before }: LogParts,
  { entries, tree, state: walked, outcomes: all }: GrowingLog,
  head: LogHead,
  handovers: readonly LogHead[],
  options: FollowOptions,
): Promise<Advanced> {
  const walk = { state: walked, outcomes: all };
  const { state, outcomes } = await settle({ position, entries, head, walk }, options);
  return {
    log: { position: { state, head, handovers }, entries, tree },
    entries: entries.slice(before.length),
    outcomes,
  };
}
