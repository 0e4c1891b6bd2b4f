import { sealPrivate } from '../framing/private-message.ts';
import { protectPublic } from '../framing/public-message.ts';
import { MlsError } from '../mls-error.ts';
import { messageTransition } from '../storage/changes.ts';
import type { AuthenticatedContent } from '../wire/framed-content.ts';
import { encodeMessage } from '../wire/message.ts';
import type { GroupState, Transition } from './state.ts';

/** Protects what was signed, as its wire format says; gives the state without the key that it took. */
export async function protectMessage(
  state: GroupState,
  authenticated: AuthenticatedContent,
  paddedBytes?: number,
): Promise<Transition & { readonly message: Uint8Array }> {
  const { suite } = state;
  if (authenticated.wireFormat === 'public_message') {
    const publicMessage = await protectPublic(suite, authenticated, {
      membershipKey: state.secrets.membershipKey,
      encodedContext: state.encodedContext,
    });
    const message = encodeMessage({ wireFormat: 'public_message', publicMessage });
    return { state, changes: [], spent: [], message };
  }
  const { message: privateMessage, taken } = await sealPrivate(suite, {
    authenticated,
    secretTree: state.secretTree,
    senderDataSecret: state.secrets.senderDataSecret,
    ...(paddedBytes === undefined ? {} : { paddedBytes }),
  });
  const message = encodeMessage({ wireFormat: 'private_message', privateMessage });
  return { ...messageTransition(state, taken), message };
}

/** @throws MLS_GROUP_CLOSED once a ReInit was committed (RFC 9420 §12.4.2) */
export function requireOpen(state: GroupState): void {
  if (state.reinit !== undefined) {
    throw new MlsError('MLS_GROUP_CLOSED', 'The group was closed: another one takes its place.');
  }
}
