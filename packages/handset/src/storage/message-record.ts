import type { BlobId, RelayUrl } from '@sotto/core';
import type { CborValue } from '@sotto/protocol';
import type { MessageState } from '../api.ts';
import type { MessageKey } from '../history/message-key.ts';
import { encodeFields, readFields } from './fields.ts';
import type { FieldReader } from './fields.ts';

/** One message as it is kept, in `history/<conversation>`. */
export interface MessageRecord extends MessageKey {
  readonly mine: boolean;
  readonly state: MessageState;
  /** Error code, when failed. */
  readonly failure: string | undefined;
  /** Received messages only: `markRead` covered it. */
  readonly seen: boolean;
  readonly body: StoredBody;
}

export type StoredBody =
  | { readonly kind: 'text'; readonly text: string }
  | StoredPicture
  | { readonly kind: 'unknown'; readonly fallback: string };

export interface StoredPicture {
  readonly kind: 'picture';
  readonly caption: string;
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
  /** What the sender says until the picture was inspected here; for laying out only. */
  readonly width: number;
  readonly height: number;
  readonly sizeBytes: number;
  readonly thumbhash: Uint8Array;
  /** The picture is in `picture/<conversation>`. */
  readonly here: boolean;
  readonly blob: StoredBlob;
}

/** Where the sealed picture is and what opens it. */
export interface StoredBlob {
  readonly relay: RelayUrl;
  readonly id: BlobId;
  readonly sealedBytes: number;
  readonly key: Uint8Array;
  readonly noncePrefix: Uint8Array;
}

const version = 1;
const states = [
  'queued',
  'uploading',
  'relayed',
  'delivered',
  'read',
  'failed',
  'received',
] as const;
const mediaTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;

export function encodeMessageRecord(record: MessageRecord): Uint8Array {
  return encodeFields(version, [
    record.hlc.physicalMs,
    record.hlc.counter,
    record.id,
    record.mine,
    record.state,
    record.failure ?? null,
    record.seen,
    ...bodyFields(record.body),
  ]);
}

export function decodeMessageRecord(value: Uint8Array): MessageRecord {
  const fields = readFields(value, version);
  const record = {
    hlc: { physicalMs: fields.number(), counter: fields.number() },
    id: fields.bytes(),
    mine: fields.flag(),
    state: fields.name(states),
    failure: fields.optionalText(),
    seen: fields.flag(),
    body: readBody(fields),
  };
  fields.end();
  return record;
}

function bodyFields(body: StoredBody): readonly CborValue[] {
  switch (body.kind) {
    case 'text':
      return [body.kind, body.text];
    case 'unknown':
      return [body.kind, body.fallback];
    case 'picture': {
      const { blob } = body;
      return [
        body.kind,
        body.caption,
        body.mediaType,
        body.width,
        body.height,
        body.sizeBytes,
        body.thumbhash,
        body.here,
        blob.relay,
        blob.id,
        blob.sealedBytes,
        blob.key,
        blob.noncePrefix,
      ];
    }
  }
}

function readBody(fields: FieldReader): StoredBody {
  const kind = fields.name(['text', 'picture', 'unknown'] as const);
  if (kind === 'text') return { kind, text: fields.text() };
  if (kind === 'unknown') return { kind, fallback: fields.text() };
  return {
    kind,
    caption: fields.text(),
    mediaType: fields.name(mediaTypes),
    width: fields.number(),
    height: fields.number(),
    sizeBytes: fields.number(),
    thumbhash: fields.bytes(),
    here: fields.flag(),
    blob: {
      relay: fields.text() as RelayUrl,
      id: fields.bytes() as BlobId,
      sealedBytes: fields.number(),
      key: fields.bytes(),
      noncePrefix: fields.bytes(),
    },
  };
}
