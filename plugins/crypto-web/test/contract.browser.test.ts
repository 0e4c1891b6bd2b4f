import { describe, test } from 'vitest';
import { cryptoContract, cryptoRejections, runContract } from '@sotto/contracts';
import { webCrypto } from '@sotto/crypto-web';
import { bareSubtle } from './bare-subtle.ts';

const make = async () => ({ plugin: () => webCrypto() });

describe('with all that this browser has', () => {
  runContract(cryptoContract(make), { test });
  runContract(cryptoRejections(make), { test });
});

describe('with noble in place of what old browsers lack', () => {
  runContract(
    cryptoContract(async () => ({ plugin: () => webCrypto({ subtle: bareSubtle() }) })),
    { test },
  );
});
