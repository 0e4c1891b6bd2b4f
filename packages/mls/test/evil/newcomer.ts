import type { JoinExternalInput } from '../../src/group/external-commit.ts';
import type { JoinGroupInput } from '../../src/group/join-group.ts';
import type { OwnKeyPackage } from '../../src/key-package/key-package.ts';
import type { Mls } from '../../src/mls.ts';
import type { Suite } from '../../src/suite/suite.ts';
import type { Capabilities } from '../../src/wire/capabilities.ts';
import type { EngineOptions } from './engine.ts';
import { engineFor } from './engine.ts';
import { newSignatureKey, present } from './person.ts';
import { Victim } from './victim.ts';

export interface NewcomerOptions extends EngineOptions {
  readonly capabilities?: Partial<Capabilities>;
}

/** A client on the engine under test that is in no group yet, with one KeyPackage. */
export interface Newcomer {
  readonly mls: Mls;
  readonly suite: Suite;
  readonly own: OwnKeyPackage;
  readonly join: (welcome: Uint8Array, input?: Partial<JoinGroupInput>) => Promise<Victim>;
  readonly joinExternally: (
    groupInfo: Uint8Array,
    input?: Partial<JoinExternalInput>,
  ) => Promise<{ readonly message: Uint8Array; readonly victim: Victim }>;
}

export async function createNewcomer(options: NewcomerOptions = {}): Promise<Newcomer> {
  const { mls, suite } = await engineFor(options);
  const signaturePrivateKey = await newSignatureKey(suite);
  const credential = { credentialType: 'basic', identity: suite.random(8) } as const;
  const capabilities = {
    versions: [1],
    cipherSuites: [suite.id],
    extensions: [],
    proposals: [],
    credentials: [1],
    ...options.capabilities,
  };
  const own = await mls.createKeyPackage({
    cipherSuite: suite.id,
    credential,
    signaturePrivateKey,
    lifetime: present,
    capabilities,
  });
  const isMemberOf = () => false;
  return {
    mls,
    suite,
    own,
    join: async (welcome, input = {}) =>
      // Its KeyPackage is copied: what a join spends can be used again for the next try.
      new Victim(mls, await mls.joinGroup({ welcome, own: [copyOf(own)], isMemberOf, ...input })),
    joinExternally: async (groupInfo, input = {}) => {
      const joined = await mls.joinExternal({
        groupInfo,
        credential,
        signaturePrivateKey,
        capabilities,
        isMemberOf,
        ...input,
      });
      return { message: joined.message, victim: new Victim(mls, joined) };
    },
  };
}

function copyOf(own: OwnKeyPackage): OwnKeyPackage {
  return {
    ...own,
    initPrivateKey: own.initPrivateKey.slice(),
    encryptionPrivateKey: own.encryptionPrivateKey.slice(),
    signaturePrivateKey: own.signaturePrivateKey.slice(),
  };
}
