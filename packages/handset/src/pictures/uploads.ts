import type { RelayUrl } from '@sotto/core';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import type { HandsetErrorCode } from '../error-codes.ts';
import { handsetLimits } from '../limits.ts';
import { backoffMs } from '../sync/relay-line.ts';
import type { Sync } from '../sync/sync.ts';
import { bringBlob } from './bring-blob.ts';
import type { Brought } from './bring-blob.ts';
import { createRelaysAway } from './relays-away.ts';
import { correctCount, finishUpload, nextUpload, sealedPicture } from './waiting-uploads.ts';
import type { WaitingUpload } from './waiting-uploads.ts';

/**
 * Brings sealed pictures to a relay, side by side for all conversations, then queues their messages. What cannot be brought now is tried
 * again, round and round, and holds up nothing behind it.
 */
export interface Uploads {
  /** Something may wait in this conversation. */
  readonly wake: (conversation: ConversationHandle) => void;
  readonly stopped: () => Promise<void>;
}

/** What is known of an upload while this handset runs. */
interface Course {
  /** Pictures of the message, from the first on, that a relay has. */
  brought: number;
  /** Rounds in a row in which relays answered and none took it. */
  failures: number;
}

/** What came of trying each upload of a conversation once. */
interface Round {
  /** Nothing waited. */
  isEmpty: boolean;
  /** Uploads are left for the next round. */
  isUnfinished: boolean;
  /** When that is due, if no relay comes back before. */
  waitMs: number;
  /** Relays that gave no session. */
  readonly unreachable: Set<RelayUrl>;
}

/** A conversation between two rounds. */
interface Rest {
  /** The record's `nextUpload`: with another one there is something new. */
  readonly nextUpload: number;
  readonly ended: AbortController;
}

export function createUploads(engine: Engine, sync: Sync, troubles: Troubles): Uploads {
  const running = new Map<ConversationHandle, Promise<void>>();
  const rests = new Map<ConversationHandle, Rest>();
  const away = createRelaysAway(engine.clock);

  const pump = async (conversation: ConversationHandle): Promise<void> => {
    const courses = new Map<number, Course>();
    while (conversation.record().waitingUploads > 0) {
      const before = conversation.record().nextUpload;
      const round = await tryEach(conversation, courses);
      if (round.isEmpty) await correctCount(conversation, troubles);
      else if (round.isUnfinished) await rest(conversation, before, round);
    }
  };

  const tryEach = async (
    conversation: ConversationHandle,
    courses: Map<number, Course>,
  ): Promise<Round> => {
    const { uploadLookMs } = handsetLimits;
    const round: Round = {
      isEmpty: true,
      isUnfinished: false,
      waitMs: uploadLookMs,
      unreachable: new Set(),
    };
    for (let from = 0; ;) {
      const next = await nextUpload(engine, conversation, from);
      if (next === undefined) return round;
      from = next.ordinal + 1;
      round.isEmpty = false;
      const course = courses.get(next.ordinal) ?? { brought: 0, failures: 0 };
      courses.set(next.ordinal, course);
      const outcome = await bring(conversation, next, course, round);
      const failure = failureOf(next, outcome);
      if (outcome.is !== 'later' || failure !== undefined) {
        await finishUpload(conversation, next, failure);
        courses.delete(next.ordinal);
        continue;
      }
      round.isUnfinished = true;
      course.failures = outcome.isHeard ? course.failures + 1 : 0;
      if (!outcome.isHeard) continue;
      const { random } = engine.crypto;
      const waitMs = backoffMs(random(4), course.failures, outcome.retryAfterMs);
      round.waitMs = Math.min(round.waitMs, waitMs);
    }
  };

  const bring = async (
    conversation: ConversationHandle,
    next: WaitingUpload,
    course: Course,
    { unreachable }: Round,
  ): Promise<Brought> => {
    const { message, pictures } = next;
    const sizes = pictures.map(({ blob }) => blob.sealedBytes);
    const totalBytes = sum(sizes);
    for (const [index, { blob }] of pictures.entries()) {
      if (index < course.brought) continue;
      const outcome = await bringBlob(engine, blob, {
        sync,
        away,
        unreachable,
        sealed: () => sealedPicture(engine, conversation, next, index),
        progress: (doneBytes) =>
          conversation.tellProgress(message, {
            stage: 'uploading',
            doneBytes: sum(sizes.slice(0, index)) + doneBytes,
            totalBytes,
          }),
      });
      if (outcome.is !== 'there') return outcome;
      course.brought = index + 1;
    }
    return { is: 'there' };
  };

  /** Why an upload is given up; `undefined` when it is done, or goes on. */
  const failureOf = (next: WaitingUpload, outcome: Brought): string | undefined => {
    if (outcome.is === 'refused') return outcome.code;
    return outcome.is === 'later' && !outcome.isHeard && isStranded(next) ? stranded : undefined;
  };

  // Its relays are those of another time, and this handset does not wait for them: `retry` names the present ones.
  const isStranded = ({ message, pictures }: WaitingUpload): boolean => {
    const homes = engine.homes.relays();
    const isHome = pictures.some(({ blob }) => blob.relays.some((relay) => homes.includes(relay)));
    const ageMs = engine.clock.now() - message.hlc.physicalMs;
    return !isHome && ageMs >= handsetLimits.uploadStrandedMs && sync.state() === 'online';
  };

  /** Until one of the relays is back, it is time for another try, or something new waits. */
  const rest = async (
    conversation: ConversationHandle,
    before: number,
    { unreachable, waitMs }: Round,
  ): Promise<void> => {
    if (conversation.record().nextUpload !== before) return;
    const ended = new AbortController();
    rests.set(conversation, { nextUpload: before, ended });
    const signal = AbortSignal.any([ended.signal, engine.stopping]);
    const ends: Promise<unknown>[] = [engine.clock.sleep(waitMs, signal)];
    for (const relay of unreachable) ends.push(sync.patiently(relay, signal));
    try {
      await Promise.race(ends);
    } catch (error) {
      engine.stopping.throwIfAborted();
      if (!ended.signal.aborted) throw error;
    } finally {
      rests.delete(conversation);
      ended.abort();
      await Promise.allSettled(ends);
    }
  };

  const run = async (conversation: ConversationHandle): Promise<void> => {
    while (!engine.stopping.aborted) {
      try {
        await pump(conversation);
        return;
      } catch (error) {
        if (engine.stopping.aborted) return;
        troubles.report(error);
        await engine.clock.sleep(handsetLimits.storeRetryMs, engine.stopping).catch(nothing);
      }
    }
  };

  const wake = (conversation: ConversationHandle): void => {
    const { waitingUploads, nextUpload: present } = conversation.record();
    const resting = rests.get(conversation);
    if (resting && (waitingUploads === 0 || present !== resting.nextUpload)) resting.ended.abort();
    if (running.has(conversation) || waitingUploads === 0) return;
    const done = run(conversation).finally(() => {
      running.delete(conversation);
      if (!engine.stopping.aborted) wake(conversation);
    });
    running.set(conversation, done);
  };

  return {
    wake,
    stopped: async () => {
      await Promise.all(running.values());
    },
  };
}

/** Of a message whose relays did not take its pictures in time. */
const stranded: HandsetErrorCode = 'RELAY_TIMEOUT';

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function nothing(): void {}
