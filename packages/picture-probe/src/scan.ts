/** The three types that Sotto sends. */
export type PictureMediaType = 'image/jpeg' | 'image/png' | 'image/webp';

/**
 * How the stored pixels are to be turned for viewing; the values of the EXIF tag Orientation (Exif
 * 2.32, §4.6.4.A).
 */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What a file is, read from its structure alone. */
export interface PictureProbe {
  readonly refused?: undefined;
  readonly mediaType: PictureMediaType;
  /** Pixels as stored, before turning. */
  readonly width: number;
  readonly height: number;
  /** 1 when the file says nothing that can be used. */
  readonly orientation: Orientation;
  /** Whether the file can hold transparent pixels; they may all be opaque nevertheless. */
  readonly alpha: boolean;
  readonly animated: boolean;
  /**
   * Whether anything is in it that is not needed to show the pixels: EXIF, XMP, ICC, comments,
   * text, times, densities, thumbnails, unknown parts.
   */
  readonly metadata: boolean;
  /** Bytes after the picture's end. */
  readonly trailingBytes: number;
}

/**
 * What a stretch of a file is for: the pixels themselves, their colours (ICC profile, gamma, the
 * Adobe marker that says what a JPEG's components are), a JPEG's JFIF header (which decoders read
 * the colour model from, and which holds a density and a thumbnail), or anything else.
 */
export type PartKind = 'pixels' | 'colour' | 'jfif' | 'metadata';

/** Neighbouring segments or chunks of one kind, `start` inclusive, `end` exclusive. */
export interface Part {
  readonly kind: PartKind;
  readonly start: number;
  readonly end: number;
}

/** A probe together with the map of the file that it was read from. */
export interface Scan {
  readonly probe: PictureProbe;
  /** In the order of the file, without gaps, from its first byte to the picture's end. */
  readonly parts: readonly Part[];
}

// A file made of many tiny alternating parts would make the map larger than itself.
const maxParts = 4096;

/**
 * Collects parts, joining neighbours of one kind. `add` answers `false` when there are more than a
 * picture can need.
 */
export function partList(): {
  readonly parts: Part[];
  readonly add: (kind: PartKind, start: number, end: number) => boolean;
} {
  const parts: Part[] = [];
  const add = (kind: PartKind, start: number, end: number): boolean => {
    const last = parts.at(-1);
    if (last?.kind === kind && last.end === start)
      parts[parts.length - 1] = { kind, start: last.start, end };
    else parts.push({ kind, start, end });
    return parts.length <= maxParts;
  };
  return { parts, add };
}
