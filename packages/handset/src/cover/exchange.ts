import type { ConversationHandle } from '../conversation/conversation.ts';
import { giveKeyPackages } from '../group/key-packages.ts';
import { handsetLimits } from '../limits.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { theirKeyPackage } from './person.ts';
import type { Person } from './person.ts';
import type { Stage } from './stage.ts';
import { sendOff, theySend } from './talk.ts';

/** Both give each other KeyPackages, as two who met do, and again before those end. */
export async function exchangeKeyPackages(
  stage: Stage,
  handle: ConversationHandle,
  person: Person,
): Promise<void> {
  const { engine } = stage;
  const { keyPackagesGiven } = handsetLimits;
  const tx = beginTransaction(engine.store);
  engine.contacts.change(tx, person.self.identity, (contact) => ({
    ...contact,
    owedKeyPackages: keyPackagesGiven,
  }));
  await tx.commit();
  await giveKeyPackages(engine, handle);
  await sendOff(stage, handle);
  const keyPackages: Uint8Array[] = [];
  for (let made = 0; made < keyPackagesGiven; made++)
    keyPackages.push(await theirKeyPackage(stage, person));
  await theySend(stage, handle, person, { control: { kind: 'keyPackages', keyPackages } });
}
