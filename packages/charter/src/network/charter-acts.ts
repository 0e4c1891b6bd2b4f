import { bytesEqual } from '@sotto/protocol';
import type { ActLine, ActOf } from '../act/act.ts';
import type { CharterDocument } from '../charter/charter.ts';
import type { Quorum } from './authority.ts';
import type { Logged, Network } from './network.ts';
import type { Judgement, Transition } from './step.ts';
import { roleQuorum } from './step.ts';

const noActs: { readonly [L in ActLine]: 0 } = {
  charter: 0,
  relays: 0,
  notice: 0,
  freeze: 0,
  release: 0,
  rebuild: 0,
  heartbeat: 0,
  recovery: 0,
};

/** The charter whose hash is pinned founds the network, signed by its own root. */
export function found(pin: Uint8Array, { body }: ActOf<'charter'>, logged: Logged): Judgement {
  const { document } = body;
  if (document.charter.previous !== null || !bytesEqual(document.hash, pin))
    return 'CHARTER_NOT_PINNED';
  return {
    signedBy: roleQuorum(document.charter, 'root'),
    network: {
      document,
      relays: document.charter.relays.map((relay) => ({ relay, standing: 'active' })),
      notices: [],
      numbers: noActs,
      loggedAtSeconds: logged.loggedAtSeconds,
    },
  };
}

/** The old root and the new one have to sign. Root is there, so a recovery that was announced is over. */
export const changeCharter: Transition<'charter'> = (network, { body }) => {
  const { document } = body;
  if (!follows(document, network)) return 'CHARTER_NOT_NEXT';
  const signedBy: readonly Quorum[] = [
    { charter: network.document.charter, role: 'root' },
    { charter: document.charter, role: 'root' },
  ];
  return { signedBy, network: withoutRecovery({ ...network, document }) };
};

/** A later announcement takes the place of an earlier one, and its delay begins anew. */
export const announceRecovery: Transition<'recovery'> = (network, { body }, logged) => {
  const { document } = body;
  if (!follows(document, network)) return 'CHARTER_NOT_NEXT';
  return {
    signedBy: recoveryQuorums(network, document),
    network: { ...network, recovery: { document, ...logged } },
  };
};

export const endRecovery: Transition<'recoveryEnd'> = (network, _act, { loggedAtSeconds }) => {
  const { recovery, document } = network;
  if (recovery === undefined) return 'RECOVERY_MISSING';
  const waited = loggedAtSeconds - recovery.loggedAtSeconds;
  if (waited < document.charter.recoveryDelaySeconds) return 'RECOVERY_TOO_EARLY';
  return {
    signedBy: recoveryQuorums(network, recovery.document),
    network: withoutRecovery({ ...network, document: recovery.document }),
  };
};

export const stopRecovery: Transition<'recoveryStop'> = (network) =>
  network.recovery === undefined
    ? 'RECOVERY_MISSING'
    : {
        signedBy: roleQuorum(network.document.charter, 'root'),
        network: withoutRecovery(network),
      };

/** Also the new root signs, so that nobody is recovered into keys that are not there. */
function recoveryQuorums(network: Network, next: CharterDocument): readonly Quorum[] {
  return [
    { charter: network.document.charter, role: 'recovery' },
    { charter: next.charter, role: 'root' },
  ];
}

function follows({ charter }: CharterDocument, { document }: Network): boolean {
  return charter.previous !== null && bytesEqual(charter.previous, document.hash);
}

function withoutRecovery({ recovery: _, ...network }: Network): Network {
  return network;
}
