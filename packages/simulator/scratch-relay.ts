import { createServer } from 'node:http';
import { createRelay } from '@sotto/relay';
import { memoryMailboxes } from '@sotto/mailboxes-memory';
import { memoryBlobs } from '@sotto/blobs-memory';
import { openAccess } from '@sotto/access-open';
import { nodeCrypto } from '@sotto/crypto-node';
import { createRequire } from 'node:module';
const { WebSocketServer } = createRequire('/work/main/packages/relay/package.json')('ws');
const relay = await createRelay({ plugins: [memoryMailboxes(), memoryBlobs(), openAccess(), nodeCrypto()] });
const http = createServer(async (q, r) => {
  const id = Uint8Array.from(Buffer.from(q.url!.slice(7), 'hex')) as any;
  try {
  const head = (s: any) => ({ 'Upload-Offset': String(s.storedBytes), 'Upload-Complete': s.complete ? '?1' : '?0' });
  if (q.method === 'PUT') {
    const chunks = []; for await (const c of q) chunks.push(c);
    const bytes = new Uint8Array(Buffer.concat(chunks));
    const [, a, , t] = /bytes (\d+)-(\d+)\/(\d+)/.exec(String(q.headers['content-range']))!;
    const s = await relay.putBlobPart({ id, offset: +a!, totalBytes: +t!, bytes, ttlSeconds: +String(q.headers['sotto-ttl']) });
    r.writeHead(200, head(s)).end();
  } else if (q.method === 'HEAD') { const s = await relay.blobState(id); r.writeHead(s.storedBytes ? 200 : 404, head(s)).end(); }
  else { const [, a, b] = /bytes=(\d+)-(\d+)/.exec(String(q.headers.range))!; const x = await relay.getBlobRange(id, +a!, +b! - +a! + 1);
    if (!x) r.writeHead(404).end(); else r.writeHead(206, { 'Content-Range': `bytes ${a}-${+a! + x.bytes.length - 1}/${x.totalBytes}` }).end(x.bytes); }
  } catch (e) { console.error(e); r.writeHead(500).end(); }
});
new WebSocketServer({ server: http, path: '/relay' }).on('connection', (ws: any) => {
  const q: Uint8Array[] = []; let wake: any, done = false;
  ws.binaryType = 'nodebuffer';
  ws.on('message', (m: Buffer) => { q.push(new Uint8Array(m)); wake?.(); });
  ws.on('close', () => { done = true; wake?.(); }); ws.on('error', () => {});
  void relay.accept({ remote: '127.0.0.1', send: (m) => ws.send(m), close: () => ws.close(),
    messages: (async function* () { for (;;) { const m = q.shift(); if (m) yield m; else if (done) return; else await new Promise((r) => (wake = r)); } })() });
});
http.listen(7451, '127.0.0.1', () => console.log('up'));
