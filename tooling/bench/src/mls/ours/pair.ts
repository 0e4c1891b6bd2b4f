import type { Crypto } from '@sotto/core';
import type { GroupState, Mls } from '@sotto/mls';
import { erase } from '@sotto/mls';
import type { MessageEngine } from '../message-pair.ts';
import type { SuiteName } from './people.ts';
import { engineOn, newPerson, nowSeconds, suites } from './people.ts';

interface Member {
  state: GroupState;
}

async function send(
  mls: Mls,
  from: Member,
  to: Member,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  const sent = await mls.encrypt(from.state, plaintext);
  from.state = sent.state;
  erase(...sent.spent);
  const received = await mls.process(to.state, sent.message, { nowSeconds });
  if (received.kind !== 'application') throw new Error('Not an application message.');
  to.state = received.state;
  erase(...received.spent);
  return received.applicationData;
}

/** Our engine on a `crypto` point, with all that it does for an application: new states, what to store, what to overwrite. */
export function ours(
  name: string,
  suite: SuiteName,
  createCrypto: () => Promise<Crypto>,
): MessageEngine {
  return {
    name,
    pair: async () => {
      const crypto = await createCrypto();
      const mls = engineOn(crypto);
      const [own, theirs] = [
        await newPerson(mls, crypto, suites[suite]),
        await newPerson(mls, crypto, suites[suite]),
      ];
      const alone = await mls.createGroup({ groupId: crypto.random(16), own, nowSeconds });
      const { accepted, welcome } = await mls.commit(alone.state, {
        proposals: [{ proposalType: 'add', keyPackage: theirs.keyPackage }],
        nowSeconds,
      });
      if (welcome === undefined) throw new Error('There is no Welcome.');
      const joined = await mls.joinGroup({ welcome, own: [theirs], isMemberOf: () => false });
      const [a, b]: [Member, Member] = [{ state: accepted.state }, { state: joined.state }];
      return {
        sendAtoB: (plaintext) => send(mls, a, b, plaintext),
        sendBtoA: (plaintext) => send(mls, b, a, plaintext),
      };
    },
  };
}
