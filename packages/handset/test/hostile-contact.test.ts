import type { GroupState, Mls } from '@sotto/mls';
import {
  encodeMimiContent,
  encodeSottoFrame,
  makeContent,
  makeStatusReport,
  makeText,
  messageStatuses,
  parseCredential,
  parseSottoFrame,
} from '@sotto/protocol';
import type { MessageId, MimiContent } from '@sotto/protocol';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import { inspect } from '../src/inspect.ts';
import { addLink, newKey } from './device-fixture.ts';
import { lawless } from './evil-member.ts';
import { eventually, meet, person, shows, texts } from './handset-fixture.ts';
import type { Person, PersonOptions } from './handset-fixture.ts';
import { crypto } from './node-crypto.ts';
import { tinyRelay } from './tiny-relay.ts';

const open: Person[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ vault }) => vault.close()));
});
async function join(options: PersonOptions): Promise<Person> {
  const made = await person(options);
  open.push(made);
  return made;
}

/** What Ada sends in place of a frame of her own with this number. */
type Lie = (sequence: number) => Uint8Array;

/** Ada is a member like any other, but what she encrypts is what the test says, while it says so. */
async function pair() {
  const relay = tinyRelay();
  const says: { next: Lie | undefined; commits: boolean } = { next: undefined, commits: false };
  const ofAda: { group?: GroupState } = {};
  // Only what the test sends: a handset has more to say than that.
  const isOfTest = (plaintext: Uint8Array): boolean => Buffer.from(plaintext).includes('a lie');
  const over = (mls: Mls): Mls => ({
    ...mls,
    encrypt: (group, plaintext) => {
      ofAda.group = group;
      if (!isOfTest(plaintext)) return mls.encrypt(group, plaintext);
      if (says.commits) return mls.commit(group, { nowSeconds: Math.floor(Date.now() / 1_000) });
      const said = says.next?.(parseSottoFrame(plaintext).sequence) ?? plaintext;
      return mls.encrypt(group, said);
    },
  });
  const ada = await join({ relay, over });
  const ben = await join({ relay });
  const ids = await meet(ada, ben);
  const say = async (lie: Lie): Promise<void> => {
    says.next = lie;
    await ada.handset.send(ids.ofA, { text: 'a lie' });
    await ada.handset.settled();
    says.next = undefined;
  };
  const saysFrame = (content: MimiContent) =>
    say((sequence) =>
      encodeSottoFrame({
        sequence,
        clock: { physicalMs: Date.now(), counter: 0 },
        content: encodeMimiContent(content),
      }),
    );
  return { relay, ada, ben, ...ids, says, say, saysFrame, ofAda };
}
const salt = () => ({ salt: crypto.random(16) });
const others = async ({ handset }: Person, id: ConversationId) =>
  (await texts(handset, id)).filter((each) => each !== 'a lie');
const dropped = async ({ handset }: Person) => (await handset.status()).dropped;

describe('a contact who breaks the rules', () => {
  test('with any bytes for a frame: dropped and counted, and the next true message arrives', async () => {
    const { ada, ben, ofA, ofB, say } = await pair();
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        await say(() => bytes);
        sent += 1;
        await eventually(async () => (await dropped(ben)).malformed === sent);
      }),
      { numRuns: 60 },
    );
    await ada.handset.send(ofA, { text: 'true' });
    await eventually(async () => (await texts(ben.handset, ofB)).includes('true'));
    // What is missing in between is asked for, and what they then send again is a message as any other.
    expect(await others(ben, ofB)).toEqual(['true']);
  });

  test('with a commit: dropped and counted, and the conversation goes on in its epoch', async () => {
    const { ada, ben, ofA, ofB, says } = await pair();
    const epochOf = async () => (await inspect(ben.handset, ofB)).epoch;
    const epoch = await epochOf();
    says.commits = true;
    await ada.handset.send(ofA, { text: 'a lie' });
    await eventually(async () => (await dropped(ben)).forged === 1);
    says.commits = false;
    await ada.handset.send(ofA, { text: 'true' });
    await eventually(async () => (await texts(ben.handset, ofB)).includes('true'));
    await ben.handset.send(ofB, { text: 'also true' });
    await shows(ada.handset, ofA, ['a lie', 'true', 'also true']);
    expect(await epochOf()).toBe(epoch);
  });

  test('with two accounts of their devices: it is told once, and that they were compared counts no more', async () => {
    const { ada, ben, ofA, ofB, say, ofAda } = await pair();
    await ada.handset.send(ofA, { text: 'a lie' });
    await ada.handset.settled();
    await ben.handset.setVerified(ada.handset.identity, true);
    const seed = ofAda.group!.signaturePrivateKey;
    const phone = { seed, key: await crypto.signatures.Ed25519.publicKey(seed) };
    const { credential } = lawless
      .members(ofAda.group!)
      .find(({ leafNode }) => leafNode.signatureKey.toHex() === phone.key.toHex())!.leafNode;
    const links =
      credential.credentialType === 'basic' ? parseCredential(credential.identity).links : [];
    const tell = async (): Promise<void> => {
      const chain = [...links, await addLink(phone, await newKey(), links)];
      const clock = { physicalMs: Date.now(), counter: 0 };
      await say((sequence) =>
        encodeSottoFrame({ sequence, clock, control: { kind: 'chain', links: chain } }),
      );
      await ada.handset.send(ofA, { text: 'and so on' });
    };
    const told = async (): Promise<readonly string[]> => {
      const { messages } = await ben.handset.history(ofB);
      return messages.flatMap(({ body }) =>
        body.kind === 'event' && body.event.type === 'device' ? [body.event.change] : [],
      );
    };
    const soFar = async (count: number): Promise<boolean> =>
      (await texts(ben.handset, ofB)).filter((each) => each === 'and so on').length === count;
    await tell();
    await eventually(() => soFar(1));
    expect(await told()).toEqual([]);
    expect((await ben.handset.contact(ada.handset.identity)).verified).toBe('compared');
    for (const count of [2, 3]) {
      await tell();
      await eventually(() => soFar(count));
    }
    expect(await told()).toEqual(['contradicted']);
    expect((await ben.handset.contact(ada.handset.identity)).verified).toBe('none');
  });

  test('with the same content twice: shown once', async () => {
    const { ben, ofB, saysFrame } = await pair();
    const content = makeText(salt(), 'again and again');
    await saysFrame(content);
    await saysFrame(content);
    await eventually(async () => (await dropped(ben)).replayed === 1);
    expect(await texts(ben.handset, ofB)).toEqual(['again and again']);
  });

  test('with reports of messages that are not ours, unknown, or unheard of: nothing changes', async () => {
    const { ben, ofB, saysFrame } = await pair();
    await saysFrame(makeText(salt(), 'theirs'));
    const theirs = await eventually(async () => (await ben.handset.history(ofB)).messages[0]);
    const id = Uint8Array.from(Buffer.from(theirs.id, 'hex')) as MessageId;
    const unknown = Uint8Array.from({ length: 32 }, () => 1) as MessageId;
    await saysFrame(
      makeStatusReport(salt(), [
        { messageId: id, status: messageStatuses.read },
        { messageId: unknown, status: messageStatuses.read },
        { messageId: unknown, status: 200 },
      ]),
    );
    await saysFrame(makeText(salt(), 'after'));
    await shows(ben.handset, ofB, ['theirs', 'after']);
    expect((await ben.handset.history(ofB)).messages.map(({ state }) => state)).toEqual([
      'received',
      'received',
    ]);
  });

  test('with a report that takes back what they confirmed: it stays confirmed', async () => {
    const { ada, ben, ofA, ofB, saysFrame } = await pair();
    const { id } = await ben.handset.send(ofB, { text: 'read this' });
    await shows(ada.handset, ofA, ['read this']);
    await ada.handset.markRead(ofA, id);
    await eventually(async () => (await ben.handset.history(ofB)).messages[0]?.state === 'read');
    const messageId = Uint8Array.from(Buffer.from(id, 'hex')) as MessageId;
    await saysFrame(makeStatusReport(salt(), [{ messageId, status: messageStatuses.delivered }]));
    await saysFrame(makeText(salt(), 'after'));
    await eventually(async () => (await texts(ben.handset, ofB)).includes('after'));
    expect((await ben.handset.history(ofB)).messages[0]?.state).toBe('read');
  });

  test('with a picture of any shape: shown as a picture that is bounded, or as something unknown', async () => {
    const { ben, ofB, saysFrame } = await pair();
    let count = 0;
    const number = fc.oneof(fc.nat(), fc.constantFrom(0, 1, 2 ** 31, Number.MAX_SAFE_INTEGER));
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.uint8Array({ minLength: 7, maxLength: 7 }),
    );
    const type = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom(
        'image/jpeg',
        'image/jpeg;width=9999999;height=-1',
        'image/png;width=70000;height=5',
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        type,
        fc.webUrl(),
        number,
        bytes,
        bytes,
        bytes,
        async (contentType, url, size, key, nonce, contentHash) => {
          const part = {
            cardinality: 'external',
            disposition: 4,
            language: '',
            contentType,
            url,
            expires: 0,
            size,
            encAlg: 0xf501,
            key,
            nonce,
            aad: new Uint8Array(0),
            hashAlg: 1,
            contentHash,
            description: '',
            filename: '',
          } as const;
          let content: MimiContent;
          try {
            content = makeContent(salt(), part);
            encodeMimiContent(content);
          } catch {
            return;
          }
          await saysFrame(content);
          count += 1;
          const { messages } = await eventually(async () => {
            const page = await ben.handset.history(ofB, { limit: 200 });
            return page.messages.length === count && page;
          });
          const { body } = messages.at(-1)!;
          expect(['picture', 'unknown']).toContain(body.kind);
          if (body.kind === 'picture')
            expect(Math.max(body.width, body.height)).toBeLessThanOrEqual(16_384);
        },
      ),
      { numRuns: 60 },
    );
    expect(count).toBeGreaterThan(5);
  });
});
