import { isSottoError } from '@sotto/core';
import { createMls, MlsError } from '@sotto/mls';
import type { CommitInput, GroupState, Mls } from '@sotto/mls';
import {
  asideBytesToSign,
  encodeAside,
  encodeAsideContent,
  encodeCommitNote,
  labels,
} from '@sotto/protocol';
import type { AsideBody, AsideHead, EnvelopeContent, Room } from '@sotto/protocol';
import { sealContent, sealEnvelope } from '../src/conversation/envelope.ts';
import { leavesOf } from '../src/group/leaves.ts';
import type { Leaf } from '../src/group/leaves.ts';
import { roomOf } from '../src/group/room-of.ts';
import { registerToken } from '../src/group/walk.ts';
import type { Person } from './handset-fixture.ts';
import { crypto } from './node-crypto.ts';
import type { TinyRelay } from './tiny-relay.ts';

/** MLS without our rules: what a member does who keeps to none but those of MLS. */
export const lawless: Mls = createMls({ crypto, authenticate: () => true });

export const goodNote: Uint8Array = encodeCommitNote({
  leaves: [],
  clock: { physicalMs: 1_767_225_600_000, counter: 0 },
});

/** Keeps the states that a handset's engine works with, so that somebody beside it can use them. */
export interface Wiretap {
  readonly over: (mls: Mls) => Mls;
  /** The present state of the group with this id in hex; of the last one that was used when none is given. */
  readonly state: (groupId?: string) => GroupState;
}

export function wiretap(): Wiretap {
  const states = new Map<string, GroupState>();
  const keep = (state: GroupState): void => {
    const id = state.context.groupId.toHex();
    states.delete(id);
    states.set(id, state);
  };
  return {
    over: (mls) => ({
      ...mls,
      exportSecret: (state, ...input) => {
        keep(state);
        return mls.exportSecret(state, ...input);
      },
      // The handset in front does not take what is done behind its back for something that it forgot.
      process: (...input) =>
        mls.process(...input).catch((error: unknown) => {
          if (!isSottoError(error, 'MLS_OWN_MESSAGE')) throw error;
          throw new MlsError('MLS_SIGNATURE', 'A message is not for this handset.');
        }),
    }),
    state: (groupId) => {
      const found = groupId === undefined ? [...states.values()].at(-1) : states.get(groupId);
      if (found === undefined) throw new Error('There is no such group.');
      return found;
    },
  };
}

/** A member who has everything that a member has, and does with it what the test says. */
export interface Evil {
  readonly state: () => GroupState;
  readonly room: () => Room;
  readonly leafOf: (person: Person) => Leaf;
  /** A commit, sound by MLS unless it is made otherwise. */
  readonly commit: (input: Partial<CommitInput>) => Promise<Uint8Array>;
  /** Puts something into the register of the present epoch, sealed as members do. */
  readonly register: (content: EnvelopeContent, page?: number) => Promise<void>;
  /** Of the envelopes of the present epoch. */
  readonly key: () => Promise<Uint8Array>;
  /** Any bytes, sealed as members seal what they say. */
  readonly sealed: (plaintext: Uint8Array) => Promise<Uint8Array>;
  readonly registerBytes: (body: Uint8Array, page?: number) => Promise<void>;
  /** Posts something to a member. */
  readonly post: (to: Person, content: EnvelopeContent) => Promise<void>;
  readonly aside: (body: AsideBody, made?: AsideOptions) => Promise<Uint8Array>;
  readonly say: (to: Person, body: AsideBody, made?: AsideOptions) => Promise<void>;
}

export interface AsideOptions extends Partial<AsideHead> {
  /** In place of the member's own key. */
  readonly signWith?: Uint8Array;
}

export function evilMember(relay: TinyRelay, tap: Wiretap, groupId?: string): Evil {
  const state = (): GroupState => tap.state(groupId);
  const key = (): Promise<Uint8Array> =>
    lawless.exportSecret(state(), labels.mlsEnvelopeKey, new Uint8Array(0), 32);
  const leafOf = ({ handset }: Person): Leaf => {
    const all = leavesOf(lawless, state()).all;
    const found = all.find(({ identity }) => identity.toHex() === handset.identity);
    if (found === undefined) throw new Error('They are not in the group.');
    return found;
  };
  const registerBytes = async (body: Uint8Array, page = 0): Promise<void> =>
    relay.register(await registerToken({ mls: lawless }, state(), page), body);
  const seal = async (content: EnvelopeContent): Promise<Uint8Array> =>
    sealContent(crypto, await key(), content);
  const post = async (to: Person, content: EnvelopeContent): Promise<void> =>
    relay.put(leafOf(to).mailbox.address, await seal(content));
  const aside: Evil['aside'] = async (body, { signWith, ...made } = {}) => {
    const { context, signaturePrivateKey } = state();
    const { Ed25519 } = crypto.signatures;
    const head: AsideHead = {
      groupId: context.groupId,
      epoch: context.epoch,
      sender: await Ed25519.publicKey(signaturePrivateKey),
      id: crypto.random(16),
      sentAtMs: Date.now(),
      next: 0,
      ...made,
    };
    const content = encodeAsideContent(head, body);
    const signature = await Ed25519.sign(
      signWith ?? signaturePrivateKey,
      asideBytesToSign(content),
    );
    return encodeAside(content, signature);
  };
  return {
    state,
    key,
    room: () => roomOf(state().context),
    leafOf,
    commit: async (input) => {
      const { message } = await lawless.commit(state(), {
        wireFormat: 'public_message',
        authenticatedData: goodNote,
        nowSeconds: Math.floor(Date.now() / 1_000),
        ...input,
      });
      return message;
    },
    sealed: async (plaintext) => sealEnvelope(crypto, await key(), plaintext),
    registerBytes,
    register: async (content, page) => registerBytes(await seal(content), page),
    post,
    aside,
    say: async (to, body, made) => post(to, { kind: 'aside', aside: await aside(body, made) }),
  };
}
