import { nodeCrypto } from '@sotto/crypto-node';
import type { CiphersuiteImpl, ClientState } from 'ts-mls';
import * as mls from 'ts-mls';
import type { MessageEngine } from '../message-pair.ts';
import { onOwnCrypto } from './ts-mls-own-crypto.ts';

const suiteName = 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519';

/** One member: the library gives a new state with each message. */
interface Member {
  state: ClientState;
}

async function send(
  suite: CiphersuiteImpl,
  from: Member,
  to: Member,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  const sealed = await mls.createApplicationMessage(from.state, plaintext, suite);
  from.state = sealed.newState;
  const bytes = mls.encodeMlsMessage({
    version: 'mls10',
    wireformat: 'mls_private_message',
    privateMessage: sealed.privateMessage,
  });
  const [message] = mls.decodeMlsMessage(bytes, 0) ?? [];
  if (message?.wireformat !== 'mls_private_message') throw new Error('Not a private message.');
  const opened = await mls.processPrivateMessage(
    to.state,
    message.privateMessage,
    mls.emptyPskIndex,
    suite,
  );
  to.state = opened.newState;
  if (opened.kind !== 'applicationMessage') throw new Error('Not an application message.');
  return opened.message;
}

function keyPackage(suite: CiphersuiteImpl, name: string) {
  return mls.generateKeyPackage(
    { credentialType: 'basic', identity: new TextEncoder().encode(name) },
    mls.defaultCapabilities(),
    mls.defaultLifetime,
    [],
    suite,
  );
}

function engine(name: string, createSuite: () => Promise<CiphersuiteImpl>): MessageEngine {
  return {
    name,
    pair: async () => {
      const suite = await createSuite();
      const [ownA, ownB] = [await keyPackage(suite, 'a'), await keyPackage(suite, 'b')];
      const groupId = new TextEncoder().encode('pair');
      const alone = await mls.createGroup(
        groupId,
        ownA.publicPackage,
        ownA.privatePackage,
        [],
        suite,
      );
      const add = { keyPackage: ownB.publicPackage };
      const commit = await mls.createCommit(
        { state: alone, cipherSuite: suite },
        { extraProposals: [{ proposalType: 'add', add }] },
      );
      if (commit.welcome === undefined) throw new Error('There is no Welcome.');
      const joined = await mls.joinGroup(
        commit.welcome,
        ownB.publicPackage,
        ownB.privatePackage,
        mls.emptyPskIndex,
        suite,
        commit.newState.ratchetTree,
      );
      const [a, b]: [Member, Member] = [{ state: commit.newState }, { state: joined }];
      return {
        sendAtoB: (plaintext) => send(suite, a, b, plaintext),
        sendBtoA: (plaintext) => send(suite, b, a, plaintext),
      };
    },
  };
}

const librarySuite = (): Promise<CiphersuiteImpl> =>
  mls.getCiphersuiteImpl(mls.getCiphersuiteFromName(suiteName));

/** As a stranger gets it: its default provider, which is WebCrypto. */
export const tsMls: MessageEngine = engine('ts-mls, its crypto', librarySuite);

/** The same engine on `crypto-node`. */
export const tsMlsOnOurs: MessageEngine = engine('ts-mls, our crypto', async () =>
  onOwnCrypto(await librarySuite(), await nodeCrypto().create({})),
);
