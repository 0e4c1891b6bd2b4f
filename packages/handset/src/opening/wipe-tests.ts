import { assemble, createPlugin } from '@sotto/core';
import type { Clock, Crypto, Records, Services } from '@sotto/core';
import type { ThrowawayStore, WipeTest } from '../api.ts';
import { handsetError } from '../error.ts';
import { createSerial } from '../serial.ts';
import type { SealedStore } from '../vault/sealed-store.ts';
import { testWipe } from '../vault/wipe-test.ts';
import { storeWipeTest } from '../vault/wipe-test-record.ts';

export interface WipeTestsParts {
  readonly throwaway: ThrowawayStore | undefined;
  readonly services: Services;
  readonly crypto: Crypto;
  readonly clock: Clock;
  /** Of the handset that runs, if one does. */
  readonly openStore: () => SealedStore | undefined;
}

/** Tests of the wipe, one at a time. @throws see `Vault.testWipe` */
export function createWipeTests(parts: WipeTestsParts): () => Promise<WipeTest> {
  const { throwaway, services, crypto, clock, openStore } = parts;
  const serial = createSerial();
  return () =>
    serial.run(async () => {
      if (throwaway === undefined)
        throw handsetError('WIPE_TEST_ABSENT', 'This app gives no store to test the wipe on.');
      const open = async (): Promise<Records> => {
        const { records } = assemble(['records'], [throwaway.plugin()]);
        return createPlugin(records, services);
      };
      const result = await testWipe({ throwaway: { ...throwaway, open }, crypto, clock });
      const store = openStore();
      if (store !== undefined) await storeWipeTest(store, result);
      return result;
    });
}
