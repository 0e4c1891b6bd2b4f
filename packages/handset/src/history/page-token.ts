import { protocolLimits } from '@sotto/protocol';
import { parseHex, toHex } from '../hex.ts';
import type { MessageKey } from './message-key.ts';

/** Where a page ended: the key of its oldest message, so that it holds when that message is erased. */
export function pageToken({ hlc, id }: MessageKey): string {
  return `${hlc.physicalMs}.${hlc.counter}.${toHex(id)}`;
}

/** `undefined` when the text is no such place. */
export function parsePageToken(token: string): MessageKey | undefined {
  const [, ms = '', count = '', hex = ''] =
    /^(\d{1,15})\.(\d{1,5})\.([0-9a-f]{64})$/.exec(token) ?? [];
  const id = parseHex(hex, 32);
  const [physicalMs, counter] = [Number(ms), Number(count)];
  if (id === undefined || physicalMs > protocolLimits.maxHlcPhysicalMs) return undefined;
  return counter > protocolLimits.maxHlcCounter ? undefined : { hlc: { physicalMs, counter }, id };
}
