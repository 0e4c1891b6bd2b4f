import type { MailboxAddress, RelayUrl } from '@sotto/core';
import { encodeAsideContent } from '@sotto/protocol';
import type { Aside, AsideBody, AsideHead, LeafMailbox } from '@sotto/protocol';
import { filled } from './codes.ts';
import { relay } from './samples.ts';

export const head: AsideHead = {
  groupId: filled(32, 1),
  epoch: 5n,
  sender: filled(32, 2),
  id: filled(16, 3),
  sentAtMs: 1_800_000_000_000,
  next: 7,
};

/** Where the sender of epochs hears answers. */
export const mailbox: LeafMailbox = { address: filled(32, 9) as MailboxAddress, relays: [relay] };

/** One of every kind, and what may be left out of it. */
export const bodies: readonly AsideBody[] = [
  { kind: 'content', content: filled(20, 1) },
  { kind: 'typing' },
  {
    kind: 'want',
    device: filled(32, 4),
    ranges: [
      [0, 0],
      [1, 3],
      [9, 1_000],
    ],
  },
  {
    kind: 'again',
    requester: filled(32, 5),
    frames: [
      { sequence: 3, epoch: 4n, frame: filled(10, 1) },
      { sequence: 4, epoch: 2n ** 53n - 1n, frame: null },
    ],
  },
  {
    kind: 'epochs',
    recent: [
      { epoch: 0n, authenticator: filled(32, 6) },
      { epoch: 5n, authenticator: filled(32, 7) },
    ],
    help: null,
    mailbox,
  },
  {
    kind: 'epochs',
    recent: [{ epoch: 5n, authenticator: filled(32, 7) }],
    help: filled(1_216, 8),
    mailbox: { ...mailbox, relays: [relay, 'https://other.example' as RelayUrl] },
  },
  {
    kind: 'help',
    requestId: filled(16, 3),
    kemOutput: filled(1_120, 9),
    sealed: filled(200, 10),
  },
  { kind: 'seen', next: 0 },
  { kind: 'seen', next: 4_294_967_295 },
  { kind: 'log', bundle: filled(57_344, 1) },
  { kind: 'head', note: null },
  { kind: 'head', note: filled(4_096, 1) },
  { kind: 'evidence', evidence: filled(1, 1) },
  { kind: 'alarm', alarm: filled(57_344, 1) },
  { kind: 'out', recent: [{ epoch: 5n, authenticator: filled(32, 7) }] },
  { kind: 'left', next: 7, signature: filled(64, 12) },
];

export function asideOf(body: AsideBody): Aside {
  return { ...head, body, content: encodeAsideContent(head, body), signature: filled(64, 11) };
}
