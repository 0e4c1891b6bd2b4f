import { once } from 'node:events';
import { WebSocket } from 'ws';
import { Peer } from './peer.ts';

/** A connection over a real WebSocket. */
export async function connectSocket(
  port: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<Peer> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/relay`, { headers });
  const peer = new Peer();
  socket.on('message', (message: Buffer) => peer.receive(message));
  socket.on('close', () => peer.end());
  await once(socket, 'open');
  socket.on('error', () => socket.terminate());
  peer.attach({
    send: (message) => socket.send(message, { binary: true }),
    close: () => socket.terminate(),
  });
  return peer;
}
