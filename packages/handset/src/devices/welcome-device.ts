import type { Engine } from '../engine.ts';
import { decodeLinking, encodeLinking } from '../storage/linking-record.ts';
import { tables } from '../storage/tables.ts';
import type { RecordName } from '../vault/sealed-store.ts';
import { sealStep, steps } from './meeting.ts';
import { welcomeStep } from './steps.ts';

/**
 * The notes have taken a new device in: its Welcome is sealed for the place where the two met. `owed` is the record that says so, and goes in
 * the same write.
 */
export async function welcomeDevice(
  engine: Engine,
  owed: RecordName,
  control: Uint8Array,
): Promise<void> {
  const { crypto, store, homes, self } = engine;
  for await (const value of store.values(tables.linking)) {
    const record = decodeLinking(value);
    if (!record.isAsked || record.welcome.length > 0) continue;
    const { suggestedName } = self;
    const said = welcomeStep.encode({ control, relays: homes.relays(), suggestedName });
    const welcome = await sealStep(crypto, record, steps.welcome, said);
    const name = { table: tables.linking, id: record.deviceKey };
    await store.write([
      { put: name, value: encodeLinking({ ...record, welcome }) },
      { remove: owed },
    ]);
    engine.devicesChanged();
    return;
  }
  await store.write([{ remove: owed }]);
}
