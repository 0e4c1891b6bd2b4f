/**
 * Handset: kinds of messages beyond text and pictures, such as polls. The one point of which an engine takes any number of
 * plugins. A kind is arithmetic on bytes that a peer chose: it has no state, no clock, no network and no promise, so that
 * what it says of the same bytes is the same on every handset and at every time.
 */
export interface Kinds {
  /** 1 to `kindLimits.maxKinds`, no media type twice. The same ones whenever the plugin is created. */
  readonly kinds: readonly MessageKind[];
}

/**
 * One kind. Every function is pure and total: it throws for nothing that its comment lets through, does not change or keep
 * the bytes it is given, and what it returns is the caller's. The engine looks at sizes before it calls and at results
 * after; a kind that breaks its word counts as if it had said `ok: false`, and is reported once.
 */
export interface MessageKind {
  /**
   * Lower-case `application/` subtype in the vendor or personal tree (RFC 6838 §3.2, §3.3), without parameters, such as
   * `application/vnd.sotto.poll+cbor`. Other types are the handset's own, now or later.
   */
  readonly mediaType: string;
  /** Longer contents are never shown to the plugin. 1 to `kindLimits.maxDataBytes`. */
  readonly maxBytes: number;
  /** The verdict on any bytes up to `maxBytes`, whoever made them. Those that are `ok` may be given to the other functions. */
  readonly validate: (data: Uint8Array) => KindVerdict;
  /**
   * Plain text in place of the content, message or answer, for programs without the plugin. It travels beside the content,
   * so it needs no language. 1 to `kindLimits.maxTextChars` characters; line breaks are the only control characters.
   */
  readonly fallback: (data: Uint8Array) => string;
  /**
   * `undefined`: messages of this kind take no answers. Then `validate` never says `answer`, a content of this type that
   * replies to another one is a message by itself, and the state of a message is its data.
   */
  readonly answers: KindAnswers | undefined;
  /** The state in words, for a terminal and for screens without a view. Bounded as `fallback` is. */
  readonly describe: (state: Uint8Array, reader: KindReader) => string;
  /** How a screen shows the state and lets the person answer. `undefined`: the text of `describe` is shown instead. */
  readonly view: KindView | undefined;
}

/**
 * A document for an isolated frame: it has no network, no storage, no forms and no way to the page, and runs no script but
 * the one given here. The three together have at most `kindLimits.maxViewChars` characters. The document's language is the
 * reader's, its colours light or dark as the reader's system has them.
 */
export interface KindView {
  /** The inside of the body. No addresses, no frames, no inline style, script or event handlers: none of them would work. */
  readonly markup: string;
  /** The inside of its one style element. */
  readonly style: string;
  /**
   * The inside of its one script element, classic, at the end of the body. It hears `KindViewNews` as `message` events of its
   * window, first once it has loaded and again after each change, and posts `KindViewWord`s to its `parent`.
   */
  readonly script: string;
}

export type KindVerdict =
  | {
      readonly ok: true;
      /**
       * `message` stands by itself, whatever it replies to. `answer` changes the state of the message that it replies to
       * and is not shown by itself; without such a message of the same media type it is not shown at all.
       */
      readonly role: 'message' | 'answer';
      /** For lists and notifications: 1 to `kindLimits.maxSummaryChars` characters in one line, without control characters. */
      readonly summary: string;
    }
  | { readonly ok: false };

/** How contents that reply to a message change its state: votes to a poll, say. */
export interface KindAnswers {
  /**
   * So many answers of one identity are given to `fold`, its newest ones: 1 when only the last word counts, more when an
   * answer can be void (a vote that came too late) and an earlier one then counts. 1 to `kindLimits.maxAnswersPerSender`.
   */
  readonly perSender: number;
  /**
   * The state of a message: bytes in a form of the plugin's own, at most `kindLimits.maxStateBytes`. The same for every
   * member, so it knows of no reader. `answers` are in the one order that all members share, and at most
   * `kindLimits.maxAnswers`. Each was found `ok`, but for itself: that it fits this message is judged here, and one that
   * does not fit changes nothing.
   */
  readonly fold: (message: KindContent, answers: readonly KindContent[]) => Uint8Array;
}

/** A content, and what is known of it besides. Hidden from no member, and the same for all. */
export interface KindContent {
  /** Identity id: 64 hexadecimal digits. Proven by the sender's signature. */
  readonly sender: string;
  /** By the sender's clock, which the sender can set: milliseconds since 1970-01-01T00:00:00Z. */
  readonly sentAtMs: number;
  readonly data: Uint8Array;
}

/** For whom a state is shown. */
export interface KindReader {
  /** Identity id of the person who reads. */
  readonly me: string;
  /** By this handset's clock, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly nowMs: number;
  /** BCP 47 tag, such as `en` or `ar`. A kind that does not speak it takes English. */
  readonly language: string;
  /** False where nothing can be sent any more: the conversation was left, say. Then no view offers an answer. */
  readonly mayAnswer: boolean;
}

/** The `data` of a `message` event of a view's window. */
export interface KindViewNews {
  readonly type: 'state';
  readonly state: Uint8Array;
  readonly reader: KindReader;
}

/** What a view may post to its `parent`, with `*` as the target origin. Anything else is not heard. */
export type KindViewWord =
  /** Sends this answer to the message, after the person did something. Dropped unless `validate` finds an answer in it. */
  | { readonly type: 'answer'; readonly data: Uint8Array }
  /** How high the content is, in CSS pixels. The frame follows within the bounds of the page. */
  | { readonly type: 'height'; readonly pixels: number };
