import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { onTestFinished } from 'vitest';

/** Of a key that is for nothing but this. It ends 2036-11-26T12:17:03Z. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBzjCCAXWgAwIBAgIUEtq6AfKyEAZVTMU980JNPCC1kNwwCgYIKoZIzj0EAwIw
LzEZMBcGA1UECgwQVGVhIENlcnRpZmljYXRlczESMBAGA1UEAwwJbG9jYWxob3N0
MB4XDTI2MTEyOTEyMTcwM1oXDTM2MTEyNjEyMTcwM1owLzEZMBcGA1UECgwQVGVh
IENlcnRpZmljYXRlczESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEXDH04iweRaRA7DyIh9erX3rT9PiQtkT1KHXz6E9NcDgiAP/X
/WybVcsiF53ZGNeTy3+uC5OvafN/2b+bRE1qiKNvMG0wHQYDVR0OBBYEFB2hCK6C
pzQHq870N+JIC0nH6A+zMB8GA1UdIwQYMBaAFB2hCK6CpzQHq870N+JIC0nH6A+z
MA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMAoG
CCqGSM49BAMCA0cAMEQCIAM/2fAzTENgP/jUK9Iq4yLw3uiUnAg4TUrPlQr2LkT0
AiBD7AASxrtKlzXS3DQTtf7p1yGvGxEJGwVNmYd95A4pyQ==
-----END CERTIFICATE-----`;
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUuXfV2cSJ1TfHZZO
AsQg/+cWs0c71EL4n2Wo70OwVIOhRANCAARcMfTiLB5FpEDsPIiH16tfetP0+JC2
RPUodfPoT01wOCIA/9f9bJtVyyIXndkY15PLf64Lk69p83/Zv5tETWqI
-----END PRIVATE KEY-----`;
export const certificateEndsAt = '2036-11-26T12:17:03Z';

/** A server that shows the certificate on loopback. */
export async function startTlsServer(): Promise<number> {
  const server = createServer({ cert: certificate, key }, (socket) => socket.end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
