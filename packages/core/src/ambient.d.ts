// The one platform type in the points. Declared here so that core compiles without DOM and Node typings; it
// merges with theirs.
interface AbortSignal {
  readonly aborted: boolean;
  // oxlint-disable-next-line no-explicit-any -- must equal the platform's own declaration
  readonly reason: any;
  throwIfAborted(): void;
}
