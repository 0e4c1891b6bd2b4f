import type { Draft, Handset, Message } from '@sotto/handset';

/** What a bot answers a message with; nothing is an answer too. */
export type Answerer = (handset: Handset, message: Message) => Promise<Draft | undefined>;

/** Echo: the same text, the same picture. */
export const echo: Answerer = async (handset, { conversation, id, body }) => {
  if (body.kind === 'text') return { text: body.text };
  if (body.kind === 'unknown') return { text: 'This is something I cannot repeat.' };
  const picture = await handset.picture(conversation, id);
  return { picture: picture.bytes, caption: body.caption || 'Your picture, as it arrived here.' };
};
