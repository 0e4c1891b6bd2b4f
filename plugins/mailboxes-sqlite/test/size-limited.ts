// A process of its own, so that the system may limit the size of its files: what the file system refuses to a disk that
// is full. Says as JSON what it saw. Arguments: the file.
import { manualClock } from '@sotto/contracts';
import type { MailboxAddress, Mailboxes, PostId } from '@sotto/core';
import { createPlugin } from '@sotto/core';
import { sqliteMailboxes } from '@sotto/mailboxes-sqlite';

const address = new Uint8Array(32).fill(7) as MailboxAddress;
const services = { clock: manualClock() } as never;
const mailboxes = await createPlugin(sqliteMailboxes({ path: process.argv[2]! }), services);
await mailboxes.open({ address, idleSeconds: 1e6 });

let ids = 0;
async function post(to: Mailboxes): Promise<boolean> {
  const postId = new Uint8Array(16) as PostId;
  new DataView(postId.buffer).setUint32(0, ++ids);
  const body = new Uint8Array(20_000);
  const limits = { ttlSeconds: 1e6, maxEnvelopes: 1e6, maxBytes: 1e12 };
  try {
    await to.post({ postId, mailboxes: [address], body, ...limits });
    return true;
  } catch {
    return false;
  }
}

/** How many were stored before the first was refused. */
async function fill(): Promise<number> {
  let stored = 0;
  while (await post(mailboxes)) stored++;
  return stored;
}

const first = await fill();
const held = await mailboxes.read({ address, after: 0, maxCount: 10_000, maxBytes: 1e9 });
// As soon as the log was brought into the file.
while (
  !(await mailboxes.ack(address, held.at(-1)!.position).then(
    () => true,
    () => false,
  ))
)
  await new Promise((resolve) => setTimeout(resolve, 50));
while (!(await post(mailboxes))) await new Promise((resolve) => setTimeout(resolve, 50));
// Until neither the file nor its log may grow.
let second = 1;
for (let quiet = 0; quiet < 6;) {
  const more = await fill();
  second += more;
  quiet = more === 0 ? quiet + 1 : 0;
  await new Promise((resolve) => setTimeout(resolve, 300));
}
const { envelopes } = await mailboxes.totals();
await mailboxes.stop();
process.stdout.write(JSON.stringify({ first, held: held.length, second, envelopes }));
