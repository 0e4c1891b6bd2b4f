import { networkStateHash } from '@sotto/charter';
import { ada, day, english, NetworkUnderTest, relay, start } from './network-under-test.ts';

/** What the log below comes to on every platform. A change here is a change of the formats or the rules. */
export const knownStateHash = '5d5e6f5ae6ca3aa387e1ab6b73ba7650d53d9e1577f18f45ef9ad44d9cb8ff9e';

/** A short log with acts that count and some that do not, and the hash of its state. */
export async function hashOfSampleLog(): Promise<string> {
  const network = await NetworkUnderTest.founded();
  await network.act('relays', { changes: [{ change: 'add', relay: relay('three') }] });
  await network.act('heartbeat', {}, { by: [ada] });
  await network.append(Uint8Array.of(0xff));
  await network.act('notice', {
    grade: 'update',
    texts: [...english('Tea 🍵'), { language: 'el', text: 'τσάι' }],
    expiresAtSeconds: start + day,
    replaces: null,
  });
  await network.act('freeze', {
    level: 'noUpdates',
    reasons: english('Wait.'),
    endsAtSeconds: start + day,
  });
  return networkStateHash(network.state).toHex();
}
