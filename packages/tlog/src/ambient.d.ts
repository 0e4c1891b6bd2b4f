// The two platform classes that this package uses. Declared here so that it compiles without DOM and Node typings;
// the declarations are the platform's own and merge with them.
declare global {
  interface TextEncoder {
    encode(input?: string): Uint8Array<ArrayBuffer>;
  }
  interface TextDecoder {
    decode(input?: Uint8Array): string;
  }
  var TextEncoder: { prototype: TextEncoder; new (): TextEncoder };
  var TextDecoder: {
    prototype: TextDecoder;
    new (label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }): TextDecoder;
  };
}
export {};
