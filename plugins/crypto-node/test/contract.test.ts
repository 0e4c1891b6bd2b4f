import { test } from 'vitest';
import { cryptoContract, cryptoRejections, runContract } from '@sotto/contracts';
import { nodeCrypto } from '@sotto/crypto-node';

const make = async () => ({ plugin: () => nodeCrypto() });

runContract(cryptoContract(make), { test });
runContract(cryptoRejections(make), { test });
