import { MlsClient } from 'mls-ts';
import type { MessageEngine } from '../message-pair.ts';

/** OpenMLS as WebAssembly. Its one suite is 3 of RFC 9420: the same as 1, but for ChaCha20-Poly1305. */
export const openmls: MessageEngine = {
  name: 'OpenMLS in WASM (mls-ts)',
  pair: async () => {
    const [clientA, clientB] = [new MlsClient('a'), new MlsClient('b')];
    const a = clientA.createGroup('pair');
    const { welcome, ratchetTree } = a.add(clientB.keyPackage());
    const b = clientB.joinGroup(welcome, ratchetTree, 'pair');
    return {
      sendAtoB: async (plaintext) => b.receive(a.send(plaintext)),
      sendBtoA: async (plaintext) => a.receive(b.send(plaintext)),
    };
  },
};
