import type { BlobId, RelayUrl } from '@sotto/core';
import type { ConversationId } from '../src/api.ts';
import type { ConversationHandle } from '../src/conversation/conversation.ts';
import type { ConversationDraft } from '../src/conversation/draft.ts';
import type { Engine } from '../src/engine.ts';
import { sealBlob } from '../src/pictures/blob-seal.ts';
import { pictureName } from '../src/pictures/picture-name.ts';
import { createUploads } from '../src/pictures/uploads.ts';
import type { Uploads } from '../src/pictures/uploads.ts';
import type { ConversationRecord } from '../src/storage/conversation-record.ts';
import { putIndex, putMessage, findMessage } from '../src/storage/message-index.ts';
import { plainMessage } from '../src/storage/message-record.ts';
import type { MessageRecord } from '../src/storage/message-record.ts';
import { putPieces } from '../src/storage/pieces.ts';
import { tables } from '../src/storage/tables.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import { encodeUpload } from '../src/storage/upload-record.ts';
import { net } from './net-fixture.ts';
import type { Net, NetOptions } from './net-fixture.ts';
import { crypto } from './node-crypto.ts';

export interface UploadNet extends Net {
  readonly uploads: Uploads;
  /** Stores a picture message that waits to be uploaded, and wakes the uploads. Gives its blob's id. */
  readonly picture: (
    number: number,
    relays: readonly RelayUrl[],
    bytes?: number,
  ) => Promise<BlobId>;
  readonly message: (number: number) => Promise<MessageRecord | undefined>;
}

const id = 'of-the-test' as ConversationId;

/** The uploads of one conversation over three relays; its messages are only as whole as uploading needs. */
export async function uploadNet(options: NetOptions = {}): Promise<UploadNet> {
  const made = await net(options);
  const { store, clock } = made;
  let record = {
    ...{ id, nextUpload: 0, waitingUploads: 0, nextPending: 0, pending: 0 },
    hlc: { physicalMs: 0, counter: 0 },
  } as unknown as ConversationRecord;
  const change = async (job: (draft: ConversationDraft) => Promise<unknown>): Promise<void> => {
    const tx = beginTransaction(store);
    const update = (ordinal: number, message: MessageRecord): void =>
      putMessage(tx, id, ordinal, message);
    const draft = { tx, record, update } as unknown as ConversationDraft;
    await job(draft);
    await tx.commit();
    ({ record } = draft);
  };
  const conversation = {
    id,
    record: () => record,
    change,
    quietly: (job: () => Promise<unknown>) => job(),
    tellProgress: () => {},
  } as unknown as ConversationHandle;
  const engine = { ...made.engine, homes: made.homes } as unknown as Engine;
  const uploads = createUploads(engine, made.sync, made.troubles);
  const nameOf = (number: number): Uint8Array => new Uint8Array(32).fill(number);
  return {
    ...made,
    uploads,
    picture: async (number, relays, bytes = 100) => {
      const messageId = nameOf(number);
      const { sealed, ...blob } = await sealBlob(crypto, new Uint8Array(bytes).fill(number));
      const facts = { caption: '', mediaType: 'image/png', width: 1, height: 1 } as const;
      const picture = {
        ...{ ...facts, sizeBytes: bytes, thumbhash: new Uint8Array(0), here: true },
        blob: { ...blob, relays, sealedBytes: sealed.length },
      };
      await change(async (draft) => {
        const { tx } = draft;
        putMessage(tx, id, number, {
          ...plainMessage,
          ...{ id: messageId, hlc: { physicalMs: clock.now(), counter: 0 }, mine: true },
          ...{ sender: nameOf(0), device: nameOf(0), state: 'uploading', seen: true },
          body: { kind: 'pictures', pictures: [picture] },
        });
        putIndex(tx, id, messageId, number);
        const { nextUpload: ordinal, waitingUploads } = draft.record;
        const upload = { messageId, content: Uint8Array.of(number) };
        tx.put({ table: tables.uploads(id), ordinal }, encodeUpload(upload));
        putPieces(tx, tables.uploadBytes(id), pictureName(messageId, 0), sealed);
        draft.record = {
          ...draft.record,
          nextUpload: ordinal + 1,
          waitingUploads: waitingUploads + 1,
        };
      });
      uploads.wake(conversation);
      return blob.id;
    },
    message: async (number) => (await findMessage(store, id, nameOf(number)))?.message,
  };
}
