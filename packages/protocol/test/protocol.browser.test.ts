import { expect, test } from 'vitest';
import {
  encodeInvite,
  encodeMimiContent,
  mimiMessageId,
  parseInvite,
  parseMimiContent,
} from '@sotto/protocol';
import { contents, fields, invite } from './samples.ts';

test('contents and invites come back in a browser too, a byte order mark included', () => {
  for (const content of contents) {
    expect(parseMimiContent(encodeMimiContent(content))).toEqual(content);
    const id = mimiMessageId({ content, senderUri: fields.senderUri!, roomUri: fields.roomUri! });
    expect(id.length).toBe(32);
  }
  expect(parseInvite(encodeInvite(invite))).toEqual(invite);
});
