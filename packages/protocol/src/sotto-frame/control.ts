import { isText, isUint } from '../cbor/int-map.ts';
import { isCborArray } from '../cbor/value.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolLimits } from '../limits.ts';
import { isSuggestedName } from '../suggested-name.ts';

/**
 * What handsets tell each other beside content. A kind that this version does not know arrives as `other` and is kept
 * as it came: it must not cost the frame its sequence number, and a newer version of the same handset may still use it.
 */
export type FrameControl = ProfileControl | OtherControl;

/** How the sender would like to be called. The reader may call them otherwise. */
export interface ProfileControl {
  readonly kind: 'profile';
  readonly suggestedName: string;
}

export interface OtherControl {
  readonly kind: 'other';
  /** 2 or more; assigned by later versions. */
  readonly code: number;
  readonly payload: CborValue;
}

const profileCode = 1;

/** `[code, payload]`. */
export function controlToCbor(control: FrameControl): CborValue {
  return control.kind === 'profile'
    ? [profileCode, control.suggestedName]
    : [control.code, control.payload];
}

/** `undefined` when the value is no control. */
export function readControl(value: CborValue): FrameControl | undefined {
  if (!isCborArray(value) || value.length !== 2) return undefined;
  const [code, payload] = value;
  if (!isUint(code, 0xffff) || code === 0) return undefined;
  if (code !== profileCode) return { kind: 'other', code, payload };
  if (!isText(payload, protocolLimits.maxSuggestedNameBytes) || !isSuggestedName(payload))
    return undefined;
  return { kind: 'profile', suggestedName: payload };
}
