import { bytesEqual } from '@sotto/protocol';
import { MemoryTree } from '@sotto/tlog';
import { equivocationOf, evidenceAgainst } from '../forks/find-fork.ts';
import type { FollowOptions } from '../head/judge-head.ts';
import { judgeHead } from '../head/judge-head.ts';
import type { ReadHead } from '../head/read-head.ts';
import { readHead } from '../head/read-head.ts';
import { logRules } from '../log-rules.ts';
import { startLogPosition } from '../position/position.ts';
import type { LogSource } from '../sources/source.ts';
import { advance } from './advance.ts';
import type { LogParts } from './log-parts.ts';
import type { FollowOf, FollowRefusal } from './outcome.ts';
import { settle } from './settle.ts';
import { walkAll } from './walk.ts';

type Followed = FollowOf<LogParts>;

/** One look at a source, from its head on. */
export async function followSource(
  log: LogParts,
  source: LogSource,
  options: FollowOptions,
): Promise<Followed> {
  const bytes = await source.checkpoint();
  if (bytes === undefined) return refused('missing');
  const head = readHead(bytes);
  if (typeof head === 'string') return refused(head);
  if (head.size === 0) return refused('missing');
  if (head.size > log.entries.length) return followFurther(log, source, head, options);
  if (!bytesEqual(head.root, log.tree.root(head.size))) {
    const evidence = await evidenceAgainst(log, head, options.ed25519);
    return evidence === undefined ? refused('unsigned') : { outcome: 'equivocation', evidence };
  }
  return head.size < log.entries.length ? { outcome: 'behind' } : refresh(log, head, options);
}

async function followFurther(
  log: LogParts,
  source: LogSource,
  head: ReadHead,
  options: FollowOptions,
): Promise<Followed> {
  const advanced = await advance(log, source, head, options);
  if (advanced === 'otherTree') return otherTree(log, source, options);
  return typeof advanced === 'string' ? refused(advanced) : { outcome: 'advanced', ...advanced };
}

/** The same tree: its head may have been witnessed anew, and an entry that was held may have its time now. */
async function refresh(log: LogParts, head: ReadHead, options: FollowOptions): Promise<Followed> {
  const { position, entries } = log;
  const known = position.head!;
  const isKnown = bytesEqual(head.bytes, known.note);
  const isHeld = position.state.next < entries.length;
  if (isKnown && !isHeld) return { outcome: 'current', log, outcomes: [] };
  const walk = await walkAll(position.state, entries, options.ed25519);
  const rules = logRules(walk.state.network!.document.charter);
  const judged = isKnown ? known : await judgeHead(head, rules, options);
  if (typeof judged === 'string') {
    // Those who handed the log over signed this very tree, and may have had it witnessed more than once.
    const isHandedOver = position.handovers.at(-1)?.size === entries.length;
    return isHandedOver ? { outcome: 'behind' } : refused(judged);
  }
  const isNewer =
    judged.logKey !== known.logKey || judged.witnessedAtSeconds > known.witnessedAtSeconds;
  if (!isNewer && !isHeld) return { outcome: 'current', log, outcomes: [] };
  const latest = isNewer ? judged : known;
  const { state, outcomes } = await settle({ ...log, head: latest, walk }, options);
  if (!isNewer && outcomes.length === 0) return { outcome: 'current', log, outcomes };
  return {
    outcome: 'current',
    log: { ...log, position: { ...position, head: latest, state } },
    outcomes,
  };
}

/**
 * The source's entries, behind ours, do not lead to its head. Either they are not those of its head, or its log is another
 * one from further back: then it can be followed from the pin, and the log key signed both.
 */
async function otherTree(
  log: LogParts,
  source: LogSource,
  options: FollowOptions,
): Promise<Followed> {
  if (log.entries.length === 0) return refused('incomplete');
  const position = startLogPosition(log.position.state.pin);
  const fresh = { position, entries: [], tree: new MemoryTree() };
  const other = await followSource(fresh, source, options);
  const evidence = other.outcome === 'advanced' ? equivocationOf(log, other.log) : undefined;
  return evidence === undefined ? refused('incomplete') : { outcome: 'equivocation', evidence };
}

function refused(reason: FollowRefusal): Followed {
  return { outcome: 'refused', reason };
}
