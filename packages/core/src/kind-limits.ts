/** The bounds of the `kinds` point. Characters are UTF-16 units. docs/limits.md says what happens at each. */
export const kindLimits: {
  readonly maxKinds: number;
  readonly maxMediaTypeChars: number;
  readonly maxDataBytes: number;
  readonly maxSummaryChars: number;
  readonly maxTextChars: number;
  readonly maxViewChars: number;
  readonly maxAnswersPerSender: number;
  readonly maxAnswers: number;
  readonly maxStateBytes: number;
} = Object.freeze({
  maxKinds: 16,
  maxMediaTypeChars: 127,
  maxDataBytes: 32_768,
  maxSummaryChars: 200,
  maxTextChars: 4_000,
  maxViewChars: 65_536,
  maxAnswersPerSender: 16,
  maxAnswers: 4_096,
  maxStateBytes: 524_288,
});

const ownTrees = /^application\/(?:vnd|prs)\.[a-z0-9][a-z0-9!#$&^_.+-]*$/;

/** Whether a plugin may call a kind so: the vendor and personal trees of RFC 6838, in lower case, without parameters. */
export function isKindMediaType(text: string): boolean {
  return text.length <= kindLimits.maxMediaTypeChars && ownTrees.test(text);
}
