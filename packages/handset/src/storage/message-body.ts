import type { BlobId, RelayUrl } from '@sotto/core';
import type { CborValue } from '@sotto/protocol';
import type { ConversationEvent, IdentityId } from '../api.ts';
import { encodeFields, readFields } from './fields.ts';
import type { FieldReader } from './fields.ts';

/** What a message says, as it was first sent. */
export type StoredBody =
  | { readonly kind: 'text'; readonly text: string; readonly once?: true }
  /** One or more, in the order of showing. */
  | {
      readonly kind: 'pictures';
      readonly pictures: readonly StoredPicture[];
      readonly once?: true;
    }
  /** Was to be shown once, and was. Nothing else of the message is kept. */
  | { readonly kind: 'opened'; readonly of: 'text' | 'pictures'; readonly count: number }
  /** Of a `kinds` plugin, which this handset may have or not. */
  | {
      readonly kind: 'custom';
      readonly mediaType: string;
      readonly data: Uint8Array;
      readonly fallback: string;
    }
  /** Deleted by its sender for everyone. Nothing else of the message is kept. */
  | { readonly kind: 'deleted' }
  | { readonly kind: 'event'; readonly event: ConversationEvent }
  | { readonly kind: 'unknown'; readonly fallback: string };

export interface StoredPicture {
  readonly caption: string;
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
  /** What the sender says until the picture was inspected here; for laying out only. */
  readonly width: number;
  readonly height: number;
  readonly sizeBytes: number;
  readonly thumbhash: Uint8Array;
  /** The picture is in `pictures/<conversation>`. */
  readonly here: boolean;
  readonly blob: StoredBlob;
}

/** Where the sealed picture may be and what opens it. */
export interface StoredBlob {
  /** 1 to `maxBlobRelays`, distinct, in the order of asking them: the home relays of its sender when it was sealed. */
  readonly relays: readonly RelayUrl[];
  readonly id: BlobId;
  readonly sealedBytes: number;
  readonly key: Uint8Array;
  readonly noncePrefix: Uint8Array;
}

const version = 2;
/** Of pictures that were cleaned. */
export const pictureMediaTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;
const kinds = [
  'text',
  'pictures',
  'once',
  'opened',
  'custom',
  'deleted',
  'event',
  'unknown',
] as const;
const onceKinds = ['text', 'pictures'] as const;

/** One to be shown once has `once` before its own kind, so that a version that does not know it shows nothing of it. */
export function bodyFields(body: StoredBody): readonly CborValue[] {
  return 'once' in body ? ['once', ...plainFields(body)] : plainFields(body);
}

function plainFields(body: StoredBody): readonly CborValue[] {
  switch (body.kind) {
    case 'text':
      return [body.kind, body.text];
    case 'pictures':
      return [body.kind, body.pictures.map(encodePicture)];
    case 'custom':
      return [body.kind, body.mediaType, body.data, body.fallback];
    case 'opened':
      return [body.kind, body.of, body.count];
    case 'deleted':
      return [body.kind];
    case 'event':
      return [body.kind, ...eventFields(body.event)];
    case 'unknown':
      return [body.kind, body.fallback];
  }
}

export function readBodyFields(fields: FieldReader): StoredBody {
  const kind = fields.name(kinds);
  switch (kind) {
    case 'text':
    case 'pictures':
      return readPlain(kind, fields);
    case 'once':
      return { ...readPlain(fields.name(onceKinds), fields), once: true };
    case 'opened':
      return { kind, of: fields.name(onceKinds), count: fields.number() };
    case 'custom':
      return { kind, mediaType: fields.text(), data: fields.bytes(), fallback: fields.text() };
    case 'deleted':
      return { kind };
    case 'event':
      return { kind, event: readEvent(fields) };
    case 'unknown':
      return { kind, fallback: fields.text() };
  }
}

function readPlain(
  kind: 'text' | 'pictures',
  fields: FieldReader,
): Extract<StoredBody, { readonly kind: 'text' | 'pictures' }> {
  return kind === 'text'
    ? { kind, text: fields.text() }
    : { kind, pictures: fields.bytesList().map(decodePicture) };
}

function encodePicture(picture: StoredPicture): Uint8Array {
  const { blob } = picture;
  return encodeFields(version, [
    picture.caption,
    picture.mediaType,
    picture.width,
    picture.height,
    picture.sizeBytes,
    picture.thumbhash,
    picture.here,
    [...blob.relays],
    blob.id,
    blob.sealedBytes,
    blob.key,
    blob.noncePrefix,
  ]);
}

function decodePicture(value: Uint8Array): StoredPicture {
  const fields = readFields(value, version);
  const picture = {
    caption: fields.text(),
    mediaType: fields.name(pictureMediaTypes),
    width: fields.number(),
    height: fields.number(),
    sizeBytes: fields.number(),
    thumbhash: fields.bytes(),
    here: fields.flag(),
    blob: {
      relays: fields.textList() as readonly RelayUrl[],
      id: fields.bytes() as BlobId,
      sealedBytes: fields.number(),
      key: fields.bytes(),
      noncePrefix: fields.bytes(),
    },
  };
  fields.end();
  return picture;
}

const eventTypes = [
  'created',
  'added',
  'removed',
  'left',
  'renamed',
  'picture',
  'role',
  'disappearing',
  'settings',
  'rejoined',
  'healed',
  'lost',
  'device',
] as const;

const deviceChanges = ['added', 'removed', 'contradicted'] as const;

/** Type, who did it, to whom, a text and a number: each as far as the type has it. */
function eventFields(event: ConversationEvent): readonly CborValue[] {
  const by = event.type === 'healed' ? '' : event.by;
  const who = 'who' in event ? event.who : [];
  return [event.type, by, [...who], eventText(event), eventNumber(event)];
}

function eventText(event: ConversationEvent): string {
  if (event.type === 'renamed') return event.name;
  if (event.type === 'device') return event.change;
  return event.type === 'role' ? event.role : '';
}

function eventNumber(event: ConversationEvent): number {
  if (event.type === 'disappearing') return event.afterSeconds;
  return event.type === 'lost' ? event.count : 0;
}

function readEvent(fields: FieldReader): ConversationEvent {
  const type = fields.name(eventTypes);
  const by = fields.text() as IdentityId;
  const who = fields.textList() as readonly IdentityId[];
  const text = fields.text();
  const number = fields.number();
  switch (type) {
    case 'added':
    case 'removed':
      return { type, by, who };
    case 'renamed':
      return { type, by, name: text };
    case 'role':
      return { type, by, who, role: text === 'admin' ? 'admin' : 'member' };
    case 'disappearing':
      return { type, by, afterSeconds: number };
    case 'lost':
      return { type, by, count: number };
    case 'device':
      return { type, by, change: deviceChanges.find((each) => each === text) ?? 'added' };
    case 'healed':
      return { type };
    case 'created':
    case 'left':
    case 'picture':
    case 'settings':
    case 'rejoined':
      return { type, by };
  }
}
