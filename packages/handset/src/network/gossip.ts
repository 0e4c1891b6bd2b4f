import { bundleSource, compareHead, encodeEvidence } from '@sotto/actlog';
import type { ActLog } from '@sotto/actlog';
import { bytesEqual } from '@sotto/protocol';
import type { AlarmAside, EvidenceAside, HeadAside, LogAside, NetworkHead } from '@sotto/protocol';
import { parseCheckpoint, parseNote } from '@sotto/tlog';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { someOf } from '../group/some-of.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { createSerial } from '../serial.ts';
import { networkId } from './book.ts';
import type { NetworkBook } from './book.ts';
import type { Looks } from './looks.ts';
import { createShelf } from './shelf.ts';
import type { Listener, Telling } from './telling.ts';

/** What members tell each other of the log: docs/states/network.md has the rules. */
export interface Gossip {
  /** A device of a member said something of the log. Done by and by, outside of the conversation's change. */
  readonly heard: (said: Said) => void;
  readonly stopped: () => Promise<void>;
}

export interface Said extends Listener {
  readonly identity: Uint8Array;
  readonly what: FrameWord | AsideWord;
}

/** In a frame: how far its sender has read. */
interface FrameWord {
  readonly kind: 'frame';
  readonly head: NetworkHead;
}

type AsideWord = LogAside | HeadAside | EvidenceAside | AlarmAside;

interface Parts {
  readonly engine: Pick<Engine, 'contacts' | 'crypto' | 'clock' | 'stopping'>;
  readonly book: NetworkBook;
  readonly looks: Looks;
  readonly telling: Telling;
  readonly troubles: Troubles;
}

export function createGossip({ engine, book, looks, telling, troubles }: Parts): Gossip {
  const { contacts, crypto, clock, stopping } = engine;
  const serial = createSerial();
  const shelf = createShelf(clock);
  const waiting = new Map<string, Said>();
  let words = 0;
  // Devices that say that they have read further, and up to where.
  const ahead = new Map<string, { readonly to: Listener; readonly size: number }>();

  const ourSize = (): number => book.position()?.head?.size ?? 0;

  const judge = async (said: Said): Promise<void> => {
    const hash = book.pin.hash();
    if (hash === undefined || contacts.get(said.identity)?.blocked === true) return;
    const { what } = said;
    if (what.kind === 'frame') {
      if (!bytesEqual(what.head.network, networkId(hash))) return;
      await telling.alarms(said);
      await compareFrame(said, what.head);
      return;
    }
    if (what.kind === 'evidence') await book.believe(what.evidence, 'member');
    else if (what.kind === 'alarm') await book.takeAlarm(what.alarm);
    else if (what.kind === 'log') await takeBundle(said, what.bundle);
    else await compareNote(said, what.note);
  };

  const compareFrame = async (to: Said, { size, root }: NetworkHead): Promise<void> => {
    if (size > ourSize()) return noteAhead(to, size);
    const log = await book.log();
    if (log === undefined) return;
    if (size > 0 && !bytesEqual(log.rootAt(size), root)) return telling.head(to);
    if (size < log.size) await telling.log(to, size, false);
  };

  const compareNote = async (to: Said, note: Uint8Array | null): Promise<void> => {
    const log = await book.log();
    if (log === undefined) return;
    if (note === null) return telling.log(to, 0, true);
    const compared = await compareHead(log, note, crypto.signatures.Ed25519);
    if (compared.outcome === 'newer') await noteAhead(to, sizeOf(note));
    else if (compared.outcome === 'older') await telling.log(to, sizeOf(note), true);
    else if (compared.outcome === 'same') await takeNote(log, note);
    else if (compared.outcome === 'equivocation') {
      const evidence = encodeEvidence(compared.evidence);
      await book.believe(evidence, 'member');
      await telling.evidence(to, evidence);
    }
  };

  /** The same tree, which witnesses may have seen later. */
  const takeNote = async (log: ActLog, note: Uint8Array): Promise<void> => {
    const known = log.position.head?.note;
    if (known !== undefined && bytesEqual(known, note)) return;
    const bundle = { start: log.size, entries: [], head: note, handovers: [] };
    await book.take(bundleSource(bundle), 'member');
  };

  const takeBundle = async (to: Said, bytes: Uint8Array): Promise<void> => {
    const bundles = shelf.put(to.device, bytes);
    if (bundles === undefined) return;
    const { evidence } = await book.take(bundleSource(...bundles), 'member');
    if (evidence !== undefined) await telling.evidence(to, evidence);
  };

  /** The relays are asked first. What they do not have is asked of one who says that they have it. */
  const noteAhead = async (to: Said, size: number): Promise<void> => {
    if (ahead.size >= handsetLimits.maxAhead) ahead.clear();
    const { conversation, device } = to;
    ahead.set(toHex(device), { to: { conversation, device }, size });
    if (looks.isRested()) looks.hurry();
    else await askAhead();
  };

  const askAhead = async (): Promise<void> => {
    for (const [key, { to, size }] of ahead)
      if (size <= ourSize() || telling.wasTold(to, 'head')) ahead.delete(key);
    const [chosen] = someOf(engine, [...ahead.values()], 1);
    if (chosen === undefined) return;
    ahead.delete(toHex(chosen.to.device));
    await telling.head(chosen.to);
  };

  const work = (job: () => Promise<void>): void => {
    serial.run(job).catch((error: unknown) => {
      if (!stopping.aborted) troubles.report(error);
    });
  };

  looks.watch(() => work(askAhead));

  return {
    heard: (said) => {
      const { what, device } = said;
      // Of what a device says in its frames only the last is of interest.
      const key = what.kind === 'frame' ? toHex(device) : String((words += 1));
      if (what.kind !== 'frame' && !shelf.mayTake(device)) return;
      if (waiting.size >= handsetLimits.maxGossipWaiting && !waiting.has(key)) return;
      const isWaiting = waiting.has(key);
      waiting.set(key, said);
      if (isWaiting) return;
      work(async () => {
        const latest = waiting.get(key);
        waiting.delete(key);
        if (latest !== undefined && !stopping.aborted) await judge(latest);
      });
    },
    stopped: () => serial.idle(),
  };
}

/** Of a head that was found to be one. */
function sizeOf(note: Uint8Array): number {
  return Number(parseCheckpoint(parseNote(note).text).size);
}
