import { isSottoError } from '@sotto/core';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { handsetLimits } from '../limits.ts';
import { isNotAdmitted } from '../sync/admission.ts';
import { backoffMs } from '../sync/relay-line.ts';
import { beginWait, endOf, isOver } from '../wait.ts';
import type { Wait } from '../wait.ts';
import { believe, isBelieved } from './believe.ts';
import { createChanging } from './changing.ts';
import type { Evicting } from './changing.ts';
import { retryPuzzles } from './enter-epoch.ts';
import { reportEpochs, spreadEpochs } from './forks.ts';
import { answerHelp } from './give-help.ts';
import { giveKeyPackages } from './key-packages.ts';
import { isEnded, linger } from './linger.ts';
import { askWhetherIn, rejoin } from './rejoin.ts';
import { someOf } from './some-of.ts';
import { askForMissing } from './repair.ts';
import { encryptPending } from './send-pending.ts';
import { remindOutsiders } from './tell-outsiders.ts';
import { createSending } from './sending.ts';
import { walkStep } from './walk.ts';

/** Does what a conversation has to do beside reading: docs/states/group.md has the order. One round at a time for each. */
export interface Tending {
  /** There may be something to do. */
  readonly wake: (conversation: ConversationHandle) => void;
  /** Ends every wait. */
  readonly nudge: () => void;
  /** This member asks for help. */
  readonly helpWanted: (conversation: ConversationHandle, request: HelpRequest) => void;
  readonly stopped: () => Promise<void>;
}

type HelpRequest = Parameters<typeof answerHelp>[2];

interface Tended extends Evicting {
  running: Promise<void> | undefined;
  /** Woken while it ran. */
  again: boolean;
  wait: AbortController | undefined;
  failures: number;
  /** When the register was looked at last; 0 in a run of the handset before it was. */
  lookedAtMs: number;
  readonly sinceMs: number;
  /** How often not every register could be asked, one after the other, and when they are asked again. */
  unsure: number;
  lookAgain: Wait;
  /** `nextPuzzle` when the chain was walked last. */
  walkedPuzzle: number;
  reports: number;
  report: Wait;
  helps: HelpRequest[];
}

const noWait: Wait = { atMs: 0, ms: 0 };

export function createTending(engine: Engine, troubles: Troubles): Tending {
  const tended = new Map<ConversationHandle, Tended>();
  const sending = createSending(engine);
  const { sendPending } = sending;
  const { makeChanges, leaveWhenAsked, renewsItself } = createChanging(engine, sending);

  const of = (conversation: ConversationHandle): Tended => {
    let found = tended.get(conversation);
    if (found === undefined) {
      found = {
        ...{ running: undefined, again: false, wait: undefined, failures: 0 },
        ...{ lookedAtMs: 0, sinceMs: engine.clock.now(), walkedPuzzle: -1 },
        ...{ unsure: 0, lookAgain: noWait, reports: 0, report: noWait },
        ...{ evict: undefined, expel: undefined, helps: [] },
      };
      tended.set(conversation, found);
    }
    return found;
  };

  const wake = (conversation: ConversationHandle): void => {
    const own = of(conversation);
    own.again = true;
    own.wait?.abort();
    if (own.running !== undefined || engine.stopping.aborted) return;
    own.running = run(conversation, own).finally(() => {
      own.running = undefined;
    });
  };

  const run = async (conversation: ConversationHandle, own: Tended): Promise<void> => {
    while (!engine.stopping.aborted) {
      own.again = false;
      let nextAtMs: number | undefined;
      try {
        nextAtMs = await round(conversation, own);
        own.failures = 0;
      } catch (error) {
        if (engine.stopping.aborted) return;
        // Relays that cannot be reached are no trouble to tell: they are waited for.
        if (!isPassing(error)) troubles.report(error);
        own.failures += 1;
        const waitMs = backoffMs(engine.crypto.random(4), own.failures, retryAfter(error));
        nextAtMs = engine.clock.now() + Math.max(handsetLimits.minBackoffMs, waitMs);
      }
      if (own.again) continue;
      if (nextAtMs === undefined && isAtRest(conversation)) return;
      await pause(
        own,
        (nextAtMs ?? engine.clock.now() + handsetLimits.lookupEveryMs) - engine.clock.now(),
      );
    }
  };

  const pause = async (own: Tended, ms: number): Promise<void> => {
    own.wait = new AbortController();
    const signal = AbortSignal.any([own.wait.signal, engine.stopping]);
    const bounded = Math.min(Math.max(ms, 1), handsetLimits.lookupEveryMs);
    try {
      await engine.clock.sleep(bounded, signal);
    } catch {
      // The only rejection of a sleep is its abort, which is what ends this wait early.
    }
    own.wait = undefined;
  };

  /** One round; when the next is due, if at some time. */
  const round = async (
    conversation: ConversationHandle,
    own: Tended,
  ): Promise<number | undefined> => {
    const { record } = conversation;
    if (isEnded(record())) {
      await answerHelps(conversation, own);
      const nextAtMs = await askWhetherIn(engine, conversation);
      return isEnded(record())
        ? earliest([nextAtMs, await linger(engine, conversation, own)])
        : nextAtMs;
    }
    if (record().kind === 'notes' && record().pending > 0 && (await isAlone(conversation))) {
      await conversation.change((draft) => encryptPending(engine, draft));
      return engine.clock.now();
    }
    if (isAtRest(conversation) && own.helps.length === 0) {
      if (!isStale(own)) return undefined;
      await lookNow(conversation, own);
    }
    await engine.ready();
    await answerHelps(conversation, own);
    // Nothing is waited for between this and what is done next: whoever is to come back must not write, or commit, from where it was.
    if (record().state === 'joining') return rejoin(engine, conversation);
    const times: (number | undefined)[] = [];
    try {
      times.push(...(await keepUp(conversation, own)));
      if (record().state !== 'active') return engine.clock.now();
    } catch (error) {
      // Without any register the group stays in its epoch. Those who are in it are written to all the same.
      if (!isPassing(error) || engine.sync.state() !== 'online') throw error;
      await leaveWhenAsked(conversation);
      await sendPending(conversation);
      throw error;
    }
    times.push(await giveOwedKeyPackages(conversation));
    await sendPending(conversation);
    if (record().missing > 0)
      times.push(await conversation.change((draft) => askForMissing(engine, draft)));
    return earliest(times);
  };

  const answerHelps = async (conversation: ConversationHandle, own: Tended): Promise<void> => {
    while (own.helps.length > 0) await answerHelp(engine, conversation, own.helps.shift()!);
  };

  /** Follows and makes commits; when there is more to do, at some time. */
  const keepUp = async (
    conversation: ConversationHandle,
    own: Tended,
  ): Promise<readonly (number | undefined)[]> => {
    const { record } = conversation;
    const times: (number | undefined)[] = [];
    if (needsWalk(conversation, own)) {
      await drained(conversation);
      if (conversation.record().puzzles > 0)
        await conversation.change((draft) => retryPuzzles(engine, draft));
      times.push(await walk(conversation, own));
      if (record().state !== 'active') return times;
      times.push(await believe(engine, conversation));
      if (record().state !== 'active') return times;
      times.push(await reportPuzzles(conversation, own));
    } else {
      const nowMs = engine.clock.now();
      if (record().puzzles > 0) times.push(endOf(own.report, nowMs));
      if (record().behind > 0) times.push(endOf(own.lookAgain, nowMs));
    }
    times.push(await makeChanges(conversation, own));
    return times;
  };

  const isAlone = (conversation: ConversationHandle): Promise<boolean> =>
    conversation.look(({ group }) => engine.mls.members(group).length === 1);

  const isStale = (own: Tended): boolean =>
    passedMs(own.lookedAtMs || own.sinceMs) > handsetLimits.lookupEveryMs;

  // Either way, as the clock may have been set.
  const passedMs = (sinceMs: number): number => Math.abs(engine.clock.now() - sinceMs);

  const lookNow = async (conversation: ConversationHandle, own: Tended): Promise<void> => {
    own.lookedAtMs = 0;
    await conversation.change(async (draft) => {
      draft.record = { ...draft.record, behind: Math.max(draft.record.behind, 1) };
    });
  };

  /** When it is to be tried again. A relay that has no more mailboxes for this handset holds up nothing else. */
  const giveOwedKeyPackages = async (
    conversation: ConversationHandle,
  ): Promise<number | undefined> => {
    const { kind, contactIdentity, state } = conversation.record();
    if (kind !== 'direct' || state !== 'active') return undefined;
    if ((engine.contacts.get(contactIdentity)?.owedKeyPackages ?? 0) === 0) return undefined;
    try {
      await giveKeyPackages(engine, conversation);
      return undefined;
    } catch (error) {
      if (!isNotAdmitted(error)) throw error;
      troubles.report(error);
      return engine.clock.now() + handsetLimits.admissionRetryMs;
    }
  };

  const needsWalk = (conversation: ConversationHandle, own: Tended): boolean => {
    const { behind, puzzles, nextPuzzle, pending, intents, committing } = conversation.record();
    const nowMs = engine.clock.now();
    if (committing || (behind > 0 && isOver(own.lookAgain, nowMs))) return true;
    if (isBelieved(engine, conversation)) return true;
    const isUnseen = nextPuzzle !== own.walkedPuzzle;
    if (puzzles > 0 && (isUnseen || isOver(own.report, nowMs))) return true;
    const isOld = passedMs(own.lookedAtMs) > handsetLimits.lookupFreshMs;
    return (pending > 0 || intents > 0) && isOld;
  };

  // What lies in the mailbox is read before epochs are left that it may be of; but it is not waited for for ever.
  const drained = async (conversation: ConversationHandle): Promise<void> => {
    const { address } = conversation.record().own;
    const { maxDrainMs, drainQuietMs } = handsetLimits;
    for (let waitedMs = 0; waitedMs < maxDrainMs; waitedMs += drainQuietMs) {
      if (engine.sync.quiet(address)) return;
      if (conversation.record().puzzles >= handsetLimits.puzzlesToWalk) return;
      await engine.clock.sleep(drainQuietMs, engine.stopping);
    }
  };

  /** When to ask registers that could not be reached, as somebody may have put a commit there. */
  const lookAgainAt = (own: Tended): number => {
    own.unsure += 1;
    const waitMs = handsetLimits.registerRetryMs * 2 ** Math.min(own.unsure - 1, 12);
    const boundedMs = Math.min(waitMs, handsetLimits.maxReportWaitMs);
    own.lookAgain = beginWait(engine.clock.now(), boundedMs);
    return own.lookAgain.atMs;
  };

  /** Follows the chain to its end; when to look again, if it may go on where nobody could be asked. */
  const walk = async (
    conversation: ConversationHandle,
    own: Tended,
  ): Promise<number | undefined> => {
    own.walkedPuzzle = conversation.record().nextPuzzle;
    for (let step = 0; step < handsetLimits.maxWalkSteps; step++) {
      const { puzzles, behind } = conversation.record();
      const step = await walkStep(engine, conversation);
      if (step !== 'taken') {
        own.lookedAtMs = engine.clock.now();
        if (step === 'unsure') return lookAgainAt(own);
        own.unsure = 0;
        // What was said while the registers answered may be of something newer than their answer.
        if (behind > 0)
          await conversation.change(async (draft) => {
            draft.record = { ...draft.record, behind: draft.record.behind - behind };
          });
        return undefined;
      }
      if (conversation.record().state !== 'active') return undefined;
      // Envelopes opened that were waited for, and more may lie in the mailbox that are of this epoch.
      if (conversation.record().puzzles < puzzles) await drained(conversation);
    }
    return engine.clock.now();
  };

  /** What opens with no key although no commit is left to follow: others are in epochs that we do not get to. */
  const reportPuzzles = async (
    conversation: ConversationHandle,
    own: Tended,
  ): Promise<number | undefined> => {
    if (conversation.record().puzzles === 0) {
      own.reports = 0;
      return undefined;
    }
    const nowMs = engine.clock.now();
    // By the clock alone all would be old at once when it is set.
    const wasAskedAbout = own.reports > handsetLimits.reportsBeforeGivingUp;
    const givenUpMs = wasAskedAbout ? nowMs - handsetLimits.maxPuzzleMs : -Infinity;
    await conversation.change((draft) => retryPuzzles(engine, draft, { givenUpMs }));
    if (own.reports === 0) {
      own.reports = 1;
      own.report = beginWait(nowMs, handsetLimits.puzzledMs);
    }
    if (!isOver(own.report, nowMs)) return own.report.atMs;
    const turn = own.reports - 1;
    await conversation.change(async (draft) => {
      const others = draft.leaves.all.filter(({ leafIndex }) => leafIndex !== draft.me.leafIndex);
      const to = someOf(engine, others, handsetLimits.maxAskedForHelp);
      await reportEpochs(engine, draft, {
        to,
        under: spreadEpochs(draft.epochs, turn),
        help: null,
      });
      await remindOutsiders(engine, draft, turn);
    });
    const waitMs = handsetLimits.reportRetryMs * 2 ** Math.min(own.reports - 1, 10);
    own.reports += 1;
    own.report = beginWait(nowMs, Math.min(waitMs, handsetLimits.maxReportWaitMs));
    return own.report.atMs;
  };

  /** Nothing waits that would have to be done without being asked. */
  const isAtRest = (conversation: ConversationHandle): boolean => {
    const {
      behind,
      puzzles,
      pending,
      intents,
      committing,
      missing,
      state,
      kind,
      updatedAtMs,
      contactIdentity,
    } = conversation.record();
    if (isEnded({ state })) return true;
    const owes =
      kind === 'direct' && (engine.contacts.get(contactIdentity)?.owedKeyPackages ?? 0) > 0;
    const isDue =
      renewsItself(kind) && engine.clock.now() - updatedAtMs > engine.policy.selfUpdateMs;
    const isClaimed = engine.claims.of(conversation.id) !== undefined;
    const waiting = puzzles + pending + intents + missing + (isClaimed ? 1 : 0);
    return state === 'active' && behind === 0 && !committing && !owes && !isDue && waiting === 0;
  };

  return {
    wake,
    nudge: () => {
      for (const own of tended.values()) own.wait?.abort();
    },
    helpWanted: (conversation, request) => {
      const { helps } = of(conversation);
      if (helps.length < handsetLimits.maxAskedForHelp) helps.push(request);
      wake(conversation);
    },
    stopped: async () => {
      await Promise.all([...tended.values()].flatMap(({ running }) => running ?? []));
    },
  };
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function isPassing(error: unknown): boolean {
  return isSottoError(error) && error.retryable && /^(LINK|RELAY)_/.test(error.code);
}

function retryAfter(error: unknown): number | undefined {
  return isSottoError(error) ? error.retryAfterMs : undefined;
}
