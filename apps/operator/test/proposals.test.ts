import { encodeAct } from '@sotto/charter';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatProposal, joinProposals, parseProposal } from '../src/proposal/proposal.ts';
import { sampleCharter } from './sample-charter.ts';
import { acts } from './sample-acts.ts';

const signature = fc.record({
  publicKey: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  signature: fc.uint8Array({ minLength: 64, maxLength: 64 }),
});
const proposals = fc
  .record({ act: acts(await sampleCharter()), signatures: fc.array(signature, { maxLength: 5 }) })
  .map(({ act, signatures }) => ({ act, bytes: encodeAct(act), signatures }));
const malformed = expect.objectContaining({ code: 'OPERATOR_FORMAT' });

test('a proposal comes back from its file as it was', () => {
  fc.assert(
    fc.property(proposals, (proposal) => {
      expect(parseProposal(formatProposal(proposal))).toEqual(proposal);
    }),
  );
});

test('a proposal goes as the text of a message as well: plain, short enough, and whole without the space around it', () => {
  fc.assert(
    fc.property(proposals, (proposal) => {
      const text = Buffer.from(formatProposal(proposal)).toString();
      expect(text).toMatch(/^[\n -~]*$/);
      // What a text may have: docs/limits.md, `maxTextBytes`.
      expect(text.length).toBeLessThan(32_768);
      expect(parseProposal(Buffer.from(text.trim()))).toEqual(proposal);
    }),
  );
});

test('any bytes, any JSON, and a proposal with anything changed in its form are refused with a code', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((json) => Buffer.from(json)),
      ),
      (bytes) => {
        expect(() => parseProposal(bytes)).toThrow(malformed);
      },
    ),
  );
  fc.assert(
    fc.property(proposals, fc.nat(), fc.nat({ max: 255 }), (proposal, at, byte) => {
      const file = JSON.parse(Buffer.from(formatProposal(proposal)).toString());
      const act = proposal.bytes.slice();
      act[at % act.length]! ^= byte;
      for (const change of [
        { act: act.toHex().slice(1) },
        { more: 1 },
        { version: 2 },
        { signatures: [{}] },
      ])
        expect(() => parseProposal(Buffer.from(JSON.stringify({ ...file, ...change })))).toThrow(
          malformed,
        );
      // A changed act is another act or none; it is never read as this one.
      try {
        const read = parseProposal(Buffer.from(JSON.stringify({ ...file, act: act.toHex() })));
        expect(read.bytes).toEqual(act);
      } catch (error) {
        expect(error).toEqual(malformed);
      }
    }),
  );
});

test('copies of one act become one, with every signature once; copies of another stay apart', () => {
  fc.assert(
    fc.property(proposals, proposals, fc.array(signature, { maxLength: 5 }), (one, other, more) => {
      fc.pre(Buffer.compare(one.bytes, other.bytes) !== 0);
      const joined = joinProposals([one, other, { ...one, signatures: more }, one]);
      expect(joined.map(({ bytes }) => bytes)).toEqual([one.bytes, other.bytes]);
      const keys = (all: typeof more): Set<string> =>
        new Set(all.map((each) => each.publicKey.toHex() + each.signature.toHex()));
      expect(keys(joined[0]!.signatures as typeof more)).toEqual(
        keys([...one.signatures, ...more]),
      );
    }),
  );
});
