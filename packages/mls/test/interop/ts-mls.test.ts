import { createCrypto } from '../crypto.ts';
import { describe, expect, test } from 'vitest';
import { knownCipherSuites } from '../../src/suite/cipher-suites.ts';
import { deliver, expectAgreement, expectConversation } from './agreement.ts';
import { Cast } from './cast.ts';

const crypto = await createCrypto();
const leads = ['Sotto', 'ts-mls'] as const;

describe.each(knownCipherSuites)('$name', ({ id }) => {
  describe.each(leads)('led by %s', (lead) => {
    const newCast = (): Promise<Cast> => Cast.create(crypto, id, lead);

    test('a founder adds others by Welcome, with the tree in it or apart', async () => {
      const cast = await Cast.independent(crypto, id, lead);
      const [founder, first] = await cast.group('first');
      await expectAgreement(founder, first!);
      const second = await cast.client(cast.other, 'second');
      const third = await cast.client(cast.lead, 'third');
      const { commit, welcome } = await founder.commit({
        changes: [second, third].map(({ keyPackageMessage }) => ({
          kind: 'add',
          keyPackage: keyPackageMessage,
        })),
        treeInWelcome: false,
      });
      await first!.process(commit);
      for (const client of [second, third]) await client.join(welcome!, founder.ratchetTree);
      await expectAgreement(founder, first!, second, third);
      await expectConversation(founder, first!, second, third);
    });

    test('commits by each are followed by all, public and private', async () => {
      const cast = await newCast();
      const clients = await cast.group('first', 'second');
      for (const isPublic of [true, false]) {
        for (const committer of clients) {
          const { commit } = await committer.commit({
            isPublic,
            authenticatedData: Uint8Array.of(1),
          });
          await deliver(commit, ...clients.filter((client) => client !== committer));
          await expectAgreement(...clients);
        }
      }
      await expectConversation(...clients);
    });

    test('a member is removed, and another one takes its leaf', async () => {
      const cast = await newCast();
      const [founder, first, second] = await cast.group('first', 'second');
      const { commit } = await founder.commit({
        changes: [{ kind: 'remove', leafIndex: first!.leafIndex }],
      });
      await deliver(commit, first!, second!);
      expect(first!.isMember).toBe(false);
      await expectAgreement(founder, second!);
      const third = await cast.client(cast.lead, 'third');
      const added = await second!.commit({
        changes: [{ kind: 'add', keyPackage: third.keyPackageMessage }],
      });
      await founder.process(added.commit);
      await third.join(added.welcome!);
      expect(third.leafIndex).toBe(1);
      await expectAgreement(founder, second!, third);
      await expectConversation(founder, second!, third);
    });

    for (const isPublic of [true, false]) {
      test(`${isPublic ? 'public' : 'private'} proposals of others are committed by reference`, async () => {
        const cast = await newCast();
        const [founder, first, second, third] = await cast.group('first', 'second', 'third');
        const fourth = await cast.client(cast.lead, 'fourth');
        const update = await first!.proposeUpdate({ isPublic });
        await deliver(update, founder, second!, third!);
        const change = { kind: 'add', keyPackage: fourth.keyPackageMessage } as const;
        const add = await second!.propose(change, { isPublic });
        await deliver(add, founder, first!, third!);
        const removal = { kind: 'remove', leafIndex: third!.leafIndex } as const;
        const remove = await second!.propose(removal, {
          isPublic,
          authenticatedData: Uint8Array.of(5),
        });
        await deliver(remove, founder, first!, third!);
        const { commit, welcome } = await founder.commit({ isPublic });
        await deliver(commit, first!, second!);
        await fourth.join(welcome!);
        await expectAgreement(founder, first!, second!, fourth);
        await expectConversation(founder, first!, second!, fourth);
        const next = await first!.commit({ isPublic });
        await deliver(next.commit, founder, second!, fourth);
        await expectAgreement(founder, first!, second!, fourth);
      });
    }

    test('an Update of the founder is committed by another one', async () => {
      const cast = await newCast();
      const [founder, first] = await cast.group('first');
      await first!.process(await founder.proposeUpdate());
      const { commit } = await first!.commit();
      await founder.process(commit);
      await expectAgreement(founder, first!);
      const next = await founder.commit();
      await first!.process(next.commit);
      await expectAgreement(founder, first!);
      await expectConversation(founder, first!);
    });

    test('others join by external commits, and once more in their own place', async () => {
      const cast = await newCast();
      const [founder, first] = await cast.group('first');
      const joiner = await cast.client(cast.other, 'joiner');
      const commit = await joiner.joinExternal(await founder.groupInfo(joiner.externalPub));
      await deliver(commit, founder, first!);
      await expectAgreement(founder, first!, joiner);
      await expectConversation(founder, first!, joiner);
      const again = await joiner.joinExternal(await founder.groupInfo(joiner.externalPub), true);
      await deliver(again, founder, first!);
      await expectAgreement(founder, first!, joiner);
      await expectConversation(founder, first!, joiner);
      const next = await first!.commit();
      await deliver(next.commit, founder, joiner);
      await expectAgreement(founder, first!, joiner);
    });

    test('somebody outside asks to be added', async () => {
      const cast = await newCast();
      const [founder, first] = await cast.group('first');
      const asking = await cast.client(cast.other, 'asking');
      const proposal = await asking.proposeToJoin(await founder.groupInfo(asking.externalPub));
      await deliver(proposal, founder, first!);
      const { commit, welcome } = await founder.commit();
      await first!.process(commit);
      await asking.join(welcome!);
      await expectAgreement(founder, first!, asking);
    });

    test('pre-shared keys go into the epoch: external ones, and of former epochs', async () => {
      const cast = await newCast();
      const [founder, first] = await cast.group('first');
      const third = await cast.client(cast.other, 'third');
      const pskId = crypto.random(20);
      const psk = crypto.random(32);
      for (const client of [founder, first!, third]) client.learnPsk(pskId, psk);
      await first!.process(await founder.propose({ kind: 'psk', pskId }));
      const { commit, welcome } = await first!.commit({
        changes: [
          { kind: 'psk', pskId },
          { kind: 'add', keyPackage: third.keyPackageMessage },
        ],
      });
      await founder.process(commit);
      await third.join(welcome!);
      await expectAgreement(founder, first!, third);
      for (const committer of [founder, third]) {
        const next = await committer.commit();
        await deliver(next.commit, ...[founder, first!, third].filter((one) => one !== committer));
      }
      for (const committer of [founder, first!]) {
        const { epoch } = committer;
        const bound = await committer.commit({
          changes: [
            { kind: 'resumption', epoch },
            { kind: 'resumption', epoch: epoch - 1n },
          ],
        });
        await deliver(bound.commit, ...[founder, first!, third].filter((one) => one !== committer));
        await expectAgreement(founder, first!, third);
      }
    });

    test('messages open in any order, and when an epoch has gone by', async () => {
      const cast = await newCast();
      const [founder, first, second] = await cast.group('first', 'second');
      for (const sender of [founder, first!]) {
        const others = [founder, first!, second!].filter((client) => client !== sender);
        const sent: { readonly words: Uint8Array; readonly message: Uint8Array }[] = [];
        for (let count = 0; count < 6; count += 1) {
          const words = crypto.random(count * 50);
          sent.push({ words, message: await sender.encrypt(words) });
        }
        const open = async (index: number): Promise<void> => {
          const { words, message } = sent[index]!;
          for (const client of others) {
            expect((await client.process(message))?.toHex()).toBe(words.toHex());
          }
        };
        for (const index of [3, 0, 5, 1]) await open(index);
        const { commit } = await others[1]!.commit();
        await deliver(commit, sender, others[0]!);
        await open(4);
        await open(2);
      }
    });
  });
});
