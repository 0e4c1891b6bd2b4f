import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SottoError } from '@sotto/core';
import type { RelayErrorCode } from '../error-codes.ts';

/** Begins to listen; resolves with the port. @throws RELAY_LISTEN */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new SottoError<RelayErrorCode>(
      'RELAY_LISTEN',
      'The relay cannot listen on its host and port.',
      { cause },
    );
  }
  return (server.address() as AddressInfo).port;
}
