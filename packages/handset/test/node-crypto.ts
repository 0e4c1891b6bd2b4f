import type { Crypto } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';

export const crypto: Crypto = await nodeCrypto().create({});
