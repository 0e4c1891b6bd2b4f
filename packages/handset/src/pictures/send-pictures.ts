import type { PictureDraft } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';
import { requireOpen } from '../message/compose-message.ts';
import type { MessageExtras } from '../message/compose-message.ts';
import type { Engine } from '../engine.ts';
import type { SendContext } from '../message/send-message.ts';
import { checkText } from '../message/text.ts';
import { utf8 } from '../bytes.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { cleanPicture } from './clean-picture.ts';
import { queuePictures } from './queue-pictures.ts';
import type { CleanPicture } from './queue-pictures.ts';

/**
 * Cleans pictures one after the other and queues them as one message. When one of them cannot be cleaned, nothing is kept of any.
 * @throws PICTURE_REFUSED, PICTURES_TOO_MANY (none, or too many), TEXT_TOO_LONG (all captions together), and as `messageFields` does
 */
export async function sendPictures(
  engine: Engine,
  conversation: ConversationHandle,
  drafts: readonly PictureDraft[],
  options: SendContext & MessageExtras,
): Promise<MessageRecord> {
  requireOpen(conversation.record());
  if (drafts.length === 0 || drafts.length > handsetLimits.maxPicturesPerMessage)
    throw handsetError('PICTURES_TOO_MANY', 'A message has between one picture and ten.');
  const captions = drafts.map(({ caption = '' }) => checkText(caption));
  const captionBytes = captions.reduce((sum, caption) => sum + utf8(caption).length, 0);
  if (captionBytes > handsetLimits.maxTextBytes)
    throw handsetError('TEXT_TOO_LONG', 'The captions are too long for one message.');
  const totalBytes = drafts.reduce((sum, { picture }) => sum + picture.length, 0);
  let doneBytes = 0;
  const tell = (): void => options.onProgress?.({ stage: 'cleaning', doneBytes, totalBytes });
  tell();
  const cleaned: CleanPicture[] = [];
  for (const [index, { picture }] of drafts.entries()) {
    cleaned.push(await cleanPicture(engine, picture, captions[index]!, options.signal));
    doneBytes += picture.length;
    tell();
  }
  return queuePictures(engine, conversation, cleaned, options);
}
