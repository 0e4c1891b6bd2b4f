import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  encodeEvidence,
  encodeLogBundle,
  encodeLogPosition,
  logPathKind,
  openActLog,
  parseEvidence,
  parseLogBundle,
  parseLogPosition,
} from '@sotto/actlog';
import { encodeCbor } from '@sotto/protocol';
import { codeOf } from './codes.ts';
import { emptyLog, TestOperator, vkeys, logKeys } from './operator.ts';

const operator = await TestOperator.founded();
await operator.logged(
  await operator.heartbeat(),
  await operator.change({ logKey: vkeys(logKeys)[1]! }),
);
await operator.logged(await operator.heartbeat());
const head = operator.files.get('checkpoint')!;
const hash = new Uint8Array(32).fill(3);

const formats = [
  {
    name: 'a bundle',
    bytes: operator.log.bundle(1, 100_000),
    back: (bytes: Uint8Array) => encodeLogBundle(parseLogBundle(bytes)),
    codes: ['LOG_BUNDLE_MALFORMED', 'LOG_BUNDLE_VERSION_UNSUPPORTED'],
  },
  {
    name: 'evidence',
    bytes: encodeEvidence({ smaller: head, larger: head, otherRoot: hash, proof: [hash, hash] }),
    back: (bytes: Uint8Array) => encodeEvidence(parseEvidence(bytes)),
    codes: ['LOG_EVIDENCE_MALFORMED', 'LOG_EVIDENCE_VERSION_UNSUPPORTED'],
  },
  {
    name: 'a position',
    bytes: encodeLogPosition(operator.log.position),
    back: (bytes: Uint8Array) => encodeLogPosition(parseLogPosition(bytes)),
    codes: ['ACT_LOG_CORRUPT', 'ACT_LOG_VERSION_UNSUPPORTED'],
  },
];

/** The bytes come back as they were, or are refused with one of the codes. */
function isTakenOrRefused(format: (typeof formats)[number], bytes: Uint8Array): boolean {
  let back = bytes;
  const code = codeOf(() => (back = format.back(bytes)));
  if (code === 'none') expect(back).toEqual(bytes);
  else expect(format.codes).toContain(code);
  return code === 'none';
}

test.for(formats)('$name comes back as it was', (format) => {
  expect(isTakenOrRefused(format, format.bytes)).toBe(true);
});

test.for(formats)('bytes of any content are $name, or are refused with a code', (format) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void isTakenOrRefused(format, bytes)),
  );
});

test.for(formats)(
  '$name that was changed, cut or grown is refused, or comes back as it is',
  (format) => {
    fc.assert(
      fc.property(
        fc.nat(format.bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        (at, change) => {
          isTakenOrRefused(format, format.bytes.with(at, format.bytes[at]! ^ change));
          isTakenOrRefused(format, format.bytes.slice(0, at));
          isTakenOrRefused(format, Uint8Array.of(...format.bytes, change));
        },
      ),
    );
  },
);

test.for(formats)('$name of another version says so', (format) => {
  const version = format.name === 'a position' ? 1 : 2;
  expect(format.bytes[version]).toBe(1);
  const code = codeOf(() => format.back(format.bytes.with(version, 2)));
  expect(code).toBe(format.codes[1]);
});

test('a position with any bit turned is damaged', () => {
  const bytes = encodeLogPosition(operator.log.position);
  fc.assert(
    fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      const changed = bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)));
      expect(codeOf(() => parseLogPosition(changed))).not.toBe('none');
    }),
  );
});

test('a position and entries that are not its own do not open', () => {
  const { position, entries } = operator.log;
  const open = (...args: Parameters<typeof openActLog>) => codeOf(() => openActLog(...args));
  expect(open(position, entries)).toBe('none');
  expect(open(position, entries.slice(1))).toBe('ACT_LOG_CORRUPT');
  expect(open(position, entries.with(2, entries[1]!))).toBe('ACT_LOG_CORRUPT');
  expect(open(emptyLog().position, entries)).toBe('ACT_LOG_CORRUPT');
  const { state, handovers } = position;
  expect(open({ state, handovers }, [])).toBe('ACT_LOG_CORRUPT');
});

test('a bundle is bounded: where it begins, its entries, heads and handovers', () => {
  const bundle = { start: 0, entries: [], handovers: [] };
  const code = (change: object) => codeOf(() => encodeLogBundle({ ...bundle, ...change }));
  expect(code({})).toBe('none');
  expect(code({ start: 65_537 })).toBe('LOG_BUNDLE_MALFORMED');
  expect(code({ start: 65_535, entries: [hash, hash] })).toBe('LOG_BUNDLE_MALFORMED');
  expect(code({ entries: [new Uint8Array(65_536)] })).toBe('LOG_BUNDLE_MALFORMED');
  expect(code({ head: new Uint8Array(16_385) })).toBe('LOG_BUNDLE_MALFORMED');
  expect(code({ handovers: [new Uint8Array(16_385)] })).toBe('LOG_BUNDLE_MALFORMED');
  expect(code({ handovers: Array.from({ length: 257 }, () => hash) })).toBe('LOG_BUNDLE_MALFORMED');
  const long = encodeCbor(Array.from({ length: 700 }, () => new Uint8Array(65_535)));
  expect(codeOf(() => parseLogBundle(long))).toBe('LOG_BUNDLE_MALFORMED');
});

test('a bundle has no more bytes than asked for, and as much as goes into it', () => {
  fc.assert(
    fc.property(fc.nat(6), fc.integer({ min: 1_024, max: 6_000 }), (from, maxBytes) => {
      const bytes = operator.log.bundle(from, maxBytes);
      expect(bytes.length).toBeLessThanOrEqual(maxBytes);
      const { start, entries, head: latest } = parseLogBundle(bytes);
      expect(start).toBe(Math.min(from, operator.log.size));
      if (latest !== undefined) expect(start + entries.length).toBe(operator.log.size);
    }),
  );
  expect(codeOf(() => operator.log.bundle(0, 1_023))).toBe('ACT_LOG_INPUT');
  expect(codeOf(() => operator.log.bundle(-1, 2_000))).toBe('ACT_LOG_INPUT');
});

test('a path of a log is one spelling of one file, and leads nowhere else', () => {
  const kinds = Object.fromEntries(
    [
      'checkpoint',
      'handover/0',
      'handover/65536',
      'tile/entries/000.p/8',
      'tile/0/x001/x234/067',
      'handover/00',
      'handover/65537',
      'handover/-1',
      'tile/0/../../etc/passwd',
      '../checkpoint',
      '/checkpoint',
      'checkpoint/',
      'tile/0/000.p/256',
      '',
    ].map((path) => [path, logPathKind(path)]),
  );
  expect(kinds).toEqual({
    checkpoint: 'checkpoint',
    'handover/0': 'handover',
    'handover/65536': 'handover',
    'tile/entries/000.p/8': 'tile',
    'tile/0/x001/x234/067': 'tile',
    'handover/00': undefined,
    'handover/65537': undefined,
    'handover/-1': undefined,
    'tile/0/../../etc/passwd': undefined,
    '../checkpoint': undefined,
    '/checkpoint': undefined,
    'checkpoint/': undefined,
    'tile/0/000.p/256': undefined,
    '': undefined,
  });
});
