import { SottoError } from '@sotto/core';
import type { PictureRefusal } from '@sotto/core';
import type { HandsetErrorCode } from '../error-codes.ts';

/** A picture that cannot be cleaned, and why. Nothing of it was stored or sent. */
export class PictureRefusedError extends SottoError<HandsetErrorCode> {
  readonly reason: PictureRefusal['refused'];

  constructor(reason: PictureRefusal['refused']) {
    super('PICTURE_REFUSED', `The picture cannot be sent: ${reason}.`);
    this.reason = reason;
  }
}
