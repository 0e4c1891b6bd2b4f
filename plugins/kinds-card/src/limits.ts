/** The bounds of a card. Characters are UTF-16 units. A card past one of them is not valid, whoever made it. */
export const cardLimits = {
  maxNameChars: 100,
  maxLines: 12,
  maxLabelChars: 40,
  maxValueChars: 200,
  /** The longest card has 9,057 bytes. */
  maxCardBytes: 9_216,
} as const;
