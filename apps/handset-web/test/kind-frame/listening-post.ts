import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Somebody who would like to hear of a view: takes any request, and any packet. */
export interface ListeningPost {
  readonly origin: string;
  readonly udpPort: number;
  /** Paths of the requests that came, and `packet` for packets. */
  readonly heard: string[];
  readonly end: () => Promise<void>;
}

export async function listeningPost(): Promise<ListeningPost> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(request.url ?? '');
    response.writeHead(200, {
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'content-type': 'text/html',
    });
    response.end('<p>Heard.</p>');
  });
  server.on('upgrade', (request, socket) => {
    heard.push(request.url ?? '');
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const packets = createSocket('udp4');
  packets.on('message', () => heard.push('packet'));
  packets.bind(0, '127.0.0.1');
  await once(packets, 'listening');
  return {
    origin: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    udpPort: packets.address().port,
    heard,
    end: async () => {
      packets.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
