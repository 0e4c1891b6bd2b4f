import type { Clock, Crypto } from '@sotto/core';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { sameBytes } from '../bytes.ts';
import { handsetLimits } from '../limits.ts';
import { createCipherSuite } from './cipher-suite.ts';
import { groupOf } from './group.ts';
import { joinPair } from './join.ts';
import {
  decodeOwnKeyPackage,
  encodeOwnKeyPackage,
  makeKeyPackage,
  readKeyPackage,
} from './key-package.ts';
import { foundPair } from './pair.ts';
import { inputFault, refusal, refusing } from './refusal.ts';
import { decodeSaved } from './saved-group.ts';
import type { Mls } from './seam.ts';

/**
 * The seam, on our primitives. `clock` judges the lifetimes of KeyPackages.
 *
 * Weaknesses of the library that this version lives with: for an overtaken message it keeps the ratchet's secret and not the
 * message's key, so that until that message comes (or 256 others were overtaken) later keys can be derived from what is stored;
 * nobody's leaf is ever renewed, so that a stolen state stays good for the whole conversation; the ratchets of unused nodes
 * and of handshake messages are kept; and where secrets lie in between calls it does not overwrite them all.
 */
export function createMls(
  crypto: Crypto,
  random: (length: number) => Uint8Array,
  clock: Clock,
): Mls {
  const suite = createCipherSuite(crypto, random);
  return {
    createKeyPackage: async (device) =>
      encodeOwnKeyPackage(await makeKeyPackage(suite, clock, device)),
    readKeyPackage: async (bytes) => (await readKeyPackage(suite, clock, bytes)).claims,
    createPair: async (device, groupId, bytes) => {
      if (groupId.length > handsetLimits.maxMlsGroupIdBytes)
        throw inputFault('The group id is too long.');
      const { keyPackage, claims } = await readKeyPackage(suite, clock, bytes);
      if (sameBytes(claims.signaturePublicKey, device.signaturePublicKey)) {
        throw refusal('A KeyPackage is our own.');
      }
      const own = await makeKeyPackage(suite, clock, device);
      const { state, welcome } = await refusing('A KeyPackage', () =>
        foundPair(suite, groupId.slice(), own, keyPackage),
      );
      return {
        group: groupOf(suite, state),
        welcome: encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome }),
      };
    },
    join: async (own, welcome) =>
      groupOf(suite, await joinPair(suite, await decodeOwnKeyPackage(own), welcome)),
    load: async (saved) => groupOf(suite, decodeSaved(saved), saved.tree.slice()),
  };
}
