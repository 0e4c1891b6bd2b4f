import type { Handset, Message } from '@sotto/handset';

/** What a bot does with a message. */
export type Answerer = (handset: Handset, message: Message) => Promise<void>;

/** The same text, the same pictures. */
export const echo: Answerer = async (handset, { conversation, id, body }) => {
  if (body.kind === 'text') await handset.send(conversation, { text: body.text });
  if (body.kind === 'picture') {
    const picture = await handset.picture(conversation, id);
    const caption = body.caption || 'Your picture, as it arrived here.';
    await handset.send(conversation, { picture: picture.bytes, caption });
  }
  if (body.kind === 'pictures') {
    const pictures = await Promise.all(
      body.pictures.map(async ({ caption }, index) => {
        const { bytes } = await handset.picture(conversation, id, { index });
        return { picture: bytes, caption };
      }),
    );
    await handset.send(conversation, { pictures });
  }
};
