/**
 * Makes a picture safe to send: decoded, upright, re-encoded, without metadata of any kind. What cannot be cleaned is refused,
 * never passed through.
 */
export interface Pictures {
  /**
   * Cleans a JPEG, PNG or WebP file. The size in pixels is read and bounded before anything is decoded. The
   * result holds no EXIF, GPS, XMP, ICC, comment, thumbnail or trailing data, its pixels are turned upright, and its longer side is at most
   * `maxSidePixels`. A picture without transparency comes out as JPEG, one with transparency as WebP or PNG. Animated files give their first frame.
   * Refusals are values.
   */
  readonly clean: (file: Uint8Array, options: CleanOptions) => Promise<CleanPicture | PictureRefusal>;
  /**
   * Checks a picture that arrived, before it is shown: right type, bounded pixels, decodes whole, and no metadata.
   */
  readonly inspect: (file: Uint8Array, options: CleanOptions) => Promise<PictureFacts | PictureRefusal>;
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
    /** `inspect` only: carries metadata or trailing data. */
    | 'metadata';
}
