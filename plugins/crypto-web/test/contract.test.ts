import { describe, test } from 'vitest';
import { cryptoContract, runContract } from '@sotto/contracts';
import { webCrypto } from '@sotto/crypto-web';
import { bareSubtle } from './bare-subtle.ts';

describe('with all that Node’s WebCrypto has', () => {
  runContract(
    cryptoContract(async () => ({ plugin: () => webCrypto() })),
    { test },
  );
});

describe('with noble in place of what old browsers lack', () => {
  runContract(
    cryptoContract(async () => ({ plugin: () => webCrypto({ subtle: bareSubtle() }) })),
    { test },
  );
});
