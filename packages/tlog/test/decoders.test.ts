import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as tlog from '@sotto/tlog';
import { codeOf } from './codes.ts';
import { fromUtf8, keyOf, utf8 } from './keys.ts';

interface Decoder {
  readonly name: string;
  readonly code: tlog.TlogErrorCode;
  /** Parses, formats, and parses again what was formatted. */
  readonly twice: (bytes: Uint8Array) => { readonly first: unknown; readonly second: unknown };
  /** False where several inputs mean the same. */
  readonly isExact: boolean;
  readonly samples: readonly Uint8Array[];
}

function decoder<T>(
  name: string,
  code: tlog.TlogErrorCode,
  parse: (bytes: Uint8Array) => T,
  format: (value: T) => Uint8Array,
  samples: readonly Uint8Array[],
  isExact = true,
): Decoder {
  const twice: Decoder['twice'] = (bytes) => {
    const first = parse(bytes);
    const formatted = format(first);
    if (isExact) expect(formatted).toEqual(bytes);
    return { first, second: parse(formatted) };
  };
  return { name, code, twice, isExact, samples };
}

function textDecoder<T>(
  name: string,
  code: tlog.TlogErrorCode,
  parse: (text: string) => T,
  format: (value: T) => string,
  samples: readonly string[],
): Decoder {
  const strict = (bytes: Uint8Array): T => {
    const text = fromUtf8(bytes);
    // Bytes that are no text never reach a parser of texts.
    return parse(Buffer.from(text).equals(bytes) ? text : '');
  };
  return decoder(name, code, strict, (value) => utf8(format(value)), samples.map(utf8));
}

const log = await keyOf('example.com/log', 1);
const tree = new tlog.MemoryTree();
for (let index = 0; index < 9; index += 1) tree.append(Uint8Array.of(index));
const text = tlog.formatCheckpoint({
  origin: log.name,
  size: 9,
  root: tree.root(),
  extensions: ['x'],
});
const signatures = [{ name: log.name, keyId: log.keyId, signature: new Uint8Array(64).fill(3) }];
const request = { oldSize: 6, proof: tree.consistencyProof(6), note: { text, signatures } };

const decoders: readonly Decoder[] = [
  // Bits of base64 that are left over may be anything in a signature line.
  decoder(
    'note',
    'NOTE_MALFORMED',
    tlog.parseNote,
    tlog.formatNote,
    [tlog.formatNote({ text, signatures })],
    false,
  ),
  textDecoder('checkpoint', 'CHECKPOINT_MALFORMED', tlog.parseCheckpoint, tlog.formatCheckpoint, [
    text,
  ]),
  textDecoder('vkey', 'NOTE_KEY_MALFORMED', tlog.parseVerifierKey, tlog.formatVerifierKey, [
    tlog.formatVerifierKey(log),
  ]),
  textDecoder(
    'tile path',
    'TILE_PATH_MALFORMED',
    tlog.parseTilePath,
    (named) =>
      named.kind === 'hashes' ? tlog.tilePath(named.tile) : tlog.entriesPath(named.bundle),
    ['tile/0/x001/234.p/9', 'tile/entries/000'],
  ),
  decoder('entry bundle', 'ENTRY_BUNDLE_MALFORMED', tlog.parseEntryBundle, tlog.formatEntryBundle, [
    tlog.formatEntryBundle([Uint8Array.of(1, 2), new Uint8Array(0), new Uint8Array(300)]),
  ]),
  decoder(
    'witness request',
    'WITNESS_REQUEST_MALFORMED',
    tlog.parseAddCheckpointRequest,
    tlog.formatAddCheckpointRequest,
    [tlog.formatAddCheckpointRequest(request)],
    false,
  ),
  decoder(
    'cosignature body',
    'WITNESS_ANSWER_MALFORMED',
    tlog.parseCosignatureBody,
    tlog.formatCosignatureBody,
    [tlog.formatCosignatureBody(signatures)],
    false,
  ),
  decoder('size body', 'WITNESS_ANSWER_MALFORMED', tlog.parseSizeBody, tlog.formatSizeBody, [
    utf8('123\n'),
  ]),
];

describe.each(decoders)('$name', ({ code, twice, samples }) => {
  const refusesOrRoundTrips = (bytes: Uint8Array): void => {
    let result: ReturnType<typeof twice> | undefined;
    const thrown = codeOf(() => (result = twice(bytes)));
    if (thrown === undefined) expect(result!.second).toEqual(result!.first);
    else expect(thrown === code || thrown === 'NOTE_KEY_UNSUPPORTED').toBe(true);
  };

  test('its samples come back', () => {
    for (const sample of samples) {
      const { first, second } = twice(sample);
      expect(second).toEqual(first);
    }
  });

  test('arbitrary bytes are refused with its code, or come back', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), refusesOrRoundTrips), {
      numRuns: 500,
    });
  });

  test('samples with bytes changed, cut out or put in are refused with its code, or come back', () => {
    const edits = fc.array(
      fc.record({
        at: fc.nat(),
        cut: fc.integer({ min: 0, max: 3 }),
        put: fc.array(fc.constantFrom(10, 32, 43, 47, 48, 57, 65, 0, 0x80, 0xe2, 255), {
          maxLength: 3,
        }),
      }),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...samples), edits, (sample, changes) => {
        let bytes = [...sample];
        for (const { at, cut, put } of changes)
          bytes = bytes.toSpliced(at % (bytes.length + 1), cut, ...put);
        refusesOrRoundTrips(Uint8Array.from(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  test('every cut of a sample is refused with its code, or comes back', () => {
    for (const sample of samples) {
      for (let length = 0; length < sample.length; length += 1)
        refusesOrRoundTrips(sample.slice(0, length));
    }
  });
});
