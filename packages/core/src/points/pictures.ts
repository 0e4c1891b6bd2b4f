/**
 * Makes a picture safe to send: decoded, upright, re-encoded, without metadata of any kind. What
 * cannot be cleaned is refused, never passed through.
 *
 * Both calls only read `file`, which must not change until they settle. Refusals are values. Both
 * reject with `signal.reason` when aborted, at once. Not promised: that damage within a JPEG's or
 * lossy WebP's compressed data is noticed when the file is otherwise whole, because decoders draw
 * something nevertheless; nor that pixels hide nothing.
 */
export interface Pictures {
  /**
   * Cleans a JPEG, PNG or WebP file. Bytes, type, structure and pixels are judged in this order and
   * before anything is decoded. The result holds no EXIF, GPS, XMP, ICC, comment, density,
   * thumbnail or trailing data; its colours are converted to sRGB by the file's profile; its pixels
   * are turned upright as its EXIF says, in any of the three types. Its longer side is at most
   * `maxSidePixels`; it is never enlarged. A picture whose pixels are all opaque comes out as JPEG,
   * another as WebP or PNG. Animated files give their first frame. The result is the caller's own,
   * and is one that `inspect` takes.
   *
   * @throws PICTURES_FAILED, PICTURES_UNCLEAN.
   */
  readonly clean: (
    file: Uint8Array,
    options: CleanOptions,
  ) => Promise<CleanPicture | PictureRefusal>;
  /**
   * Checks a picture that arrived, before it is shown: right type, bounded in bytes and pixels,
   * whole and decodable, a single frame, and nothing in it but pixels. `maxSidePixels` is not
   * looked at.
   */
  readonly inspect: (
    file: Uint8Array,
    options: CleanOptions,
  ) => Promise<PictureFacts | PictureRefusal>;
}

export interface CleanOptions {
  readonly signal: AbortSignal;
  readonly maxInputBytes: number;
  /** Width times height that may be decoded. */
  readonly maxInputPixels: number;
  readonly maxSidePixels: number;
}

export interface PictureFacts {
  readonly refused?: undefined;
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

export interface CleanPicture extends PictureFacts {
  readonly bytes: Uint8Array;
  /** ThumbHash of the upright picture, at most 25 bytes. */
  readonly thumbhash: Uint8Array;
}

export interface PictureRefusal {
  readonly refused:
    /** Not JPEG, PNG or WebP by its content. */
    | 'type'
    /** More bytes than `maxInputBytes`. */
    | 'bytes'
    /** More pixels than `maxInputPixels`. */
    | 'pixels'
    /** Truncated, corrupt, or not decodable. */
    | 'malformed'
    /** `inspect` only: carries metadata, further frames or trailing data. */
    | 'metadata';
}

export type PicturesErrorCode =
  /**
   * From `create`: this platform cannot decode, draw or encode pictures, or does not do it
   * faithfully.
   */
  | 'PICTURES_UNAVAILABLE'
  /** The decoded picture could not be encoded, as a rule for want of memory; retryable. */
  | 'PICTURES_FAILED'
  /** The encoded picture was found to carry metadata, and was dropped. */
  | 'PICTURES_UNCLEAN';
