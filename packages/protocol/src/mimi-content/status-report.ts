import { decodeCbor } from '../cbor/decode.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { isUint } from '../cbor/int-map.ts';
import { isCborArray } from '../cbor/value.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { isMessageId } from './id.ts';
import type { MessageId } from './id.ts';
import type { NestedPart } from './part.ts';

/** Media type of a status report (draft-mahy-mimi-message-status-01). */
export const statusReportType = 'application/mimi-message-status';

/** What became of one message at the sender of the report. */
export interface MessageStatus {
  readonly messageId: MessageId;
  /** 0 to 255; see `messageStatuses`. 7 and above are not assigned: ignore the entry. */
  readonly status: number;
}

export const messageStatuses = {
  unread: 0,
  delivered: 1,
  read: 2,
  expired: 3,
  deleted: 4,
  hidden: 5,
  error: 6,
} as const;

/**
 * A status report from its bytes, 0 to 1,024 entries, in deterministic CBOR. Throws `MIMI_STATUS_INVALID`, or the
 * `CBOR_` codes of `decodeCbor`.
 */
export function parseStatusReport(bytes: Uint8Array): readonly MessageStatus[] {
  const value = decodeCbor(bytes, { maxBytes: protocolLimits.maxContentBytes });
  if (!isCborArray(value) || value.length > protocolLimits.maxStatusEntries) throw invalid();
  return value.map((entry) => {
    if (!isCborArray(entry) || entry.length !== 2) throw invalid();
    const [messageId, status] = entry;
    if (!isMessageId(messageId) || !isUint(status, 255)) throw invalid();
    return { messageId, status };
  });
}

/** Throws as `parseStatusReport` does. */
export function encodeStatusReport(report: readonly MessageStatus[]): Uint8Array {
  const bytes = encodeCbor(report.map(({ messageId, status }) => [messageId, status]));
  parseStatusReport(bytes);
  return bytes;
}

/** The report in a body, or `undefined` when the body is none. Throws as `parseStatusReport` does. */
export function statusReportOf(part: NestedPart): readonly MessageStatus[] | undefined {
  if (part.cardinality !== 'single' || part.contentType !== statusReportType) return undefined;
  return parseStatusReport(part.content);
}

function invalid(): Error {
  return protocolError('MIMI_STATUS_INVALID', 'The status report is not valid.');
}
