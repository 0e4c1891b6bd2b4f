import { nodeCrypto } from '@sotto/crypto-node';
import type { Part } from '../measure.ts';
import { messageFloor } from '../mls/floor/message.ts';
import { ours } from '../mls/ours/pair.ts';
import { processorTime } from '../mls/processor-time.ts';
import { messageMeasures } from '../mls/message-measures.ts';
import { libsignal } from '../mls/peers/libsignal.ts';
import { openmls } from '../mls/peers/openmls.ts';
import { tsMls, tsMlsOnOurs } from '../mls/peers/ts-mls.ts';
import { timeRoundTrips } from '../mls/round-trips.ts';

const createCrypto = () => nodeCrypto().create({});
const own = ours('ours', 'classical', createCrypto);
const ownPostQuantum = ours('ours, post-quantum suite', 'post-quantum', createCrypto);
const peers = [openmls, libsignal, tsMlsOnOurs, tsMls];
const turns = { rounds: 100, perRound: 10, warmUp: 200 };

/** A message with our engine, with others, and the mathematics alone. */
export const mlsMessagesPart: Part = {
  name: 'mls-messages',
  title: 'MLS: a ping-pong of 200 bytes beside the peers',
  method: `Two people who answer each other in turn; a figure is one message, sealed by one and opened by the other, with the bytes in between. All run in one process and take turns, ${turns.perRound} round trips each, ${turns.rounds} times; the figure is the median of their processor time, all threads together, and the ratio is the median of the quotients of neighbouring turns. The floor is what RFC 9420 asks for, called straight on \`node:crypto\` with imported keys: per message one Ed25519 signature and its verification, and on either side five derivations and two AEADs. MLS is suite 1 (X25519, AES-128-GCM, SHA-256, Ed25519), OpenMLS suite 3. libsignal gives another thing: no signature, but a new Diffie-Hellman with each change of direction.`,
  maxSeconds: 180,
  run: async ({ progress }) => {
    progress('messages, all engines in turn');
    const results = await timeRoundTrips(
      [messageFloor, own, ownPostQuantum, ...peers],
      turns,
      processorTime,
    );
    return messageMeasures(results, {
      floor: messageFloor.name,
      own: own.name,
      peers: peers.map(({ name }) => name),
      target: 1.15,
    });
  },
};
