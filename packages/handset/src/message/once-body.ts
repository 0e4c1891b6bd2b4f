import type { StoredBody } from '../storage/message-body.ts';

/** A body that is to be shown once, and was not yet. */
export type OnceBody = Extract<StoredBody, { readonly kind: 'text' | 'pictures' }>;

/** The body, marked as to be shown once; `undefined` for one that cannot be. */
export function onceBody(body: StoredBody): StoredBody | undefined {
  return body.kind === 'text' || body.kind === 'pictures' ? { ...body, once: true } : undefined;
}

/** What may be known of it before it is opened, and is kept after. */
export function onceFacts(body: OnceBody): {
  readonly of: 'text' | 'pictures';
  readonly count: number;
} {
  return { of: body.kind, count: body.kind === 'pictures' ? body.pictures.length : 1 };
}
