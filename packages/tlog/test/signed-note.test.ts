import { describe, expect, test } from 'vitest';
import type { NoteSignature } from '@sotto/tlog';
import {
  formatNote,
  formatSignerKey,
  formatVerifierKey,
  openNote,
  parseNote,
  parseSignerKey,
  parseVerifierKey,
  signNote,
  tlogLimits,
  verifierKey,
  withSignatures,
} from '@sotto/tlog';
import { codeOf, rejectionOf } from './codes.ts';
import { ed25519, flipped, fromUtf8, keyOf, utf8 } from './keys.ts';

const text = 'A note.\n\nWith an empty line in it.\n';
const log = await keyOf('example.com/log', 1);
const other = await keyOf('example.com/other', 2);
const signed = await signNote(text, log, ed25519);
const signedByOther = await signNote(text, other, ed25519);

const lineOf = (signature: NoteSignature): string =>
  fromUtf8(formatNote({ text: '\n', signatures: [signature] })).slice(2);
const noteOf = (...lines: readonly string[]): Uint8Array => utf8(`${text}\n${lines.join('')}`);
const outcomeOf = async (bytes: Uint8Array, keys = [log]): Promise<string> =>
  (await openNote(parseNote(bytes), keys, ed25519)).outcome;

describe('the form of a note', () => {
  test('[1-1] the text ends at the last empty line and keeps its newline', () => {
    expect(parseNote(noteOf(lineOf(signed)))).toEqual({ text, signatures: [signed] });
    expect(fromUtf8(formatNote({ text, signatures: [signed] }))).toBe(
      fromUtf8(noteOf(lineOf(signed))),
    );
    expect(parseNote(utf8(`\n\n${lineOf(signed)}`)).text).toBe('\n');
  });

  test('[1-1] a note without empty line, signature or final newline is refused', () => {
    const line = lineOf(signed);
    for (const bad of [
      '',
      text,
      `${text}\n`,
      `A note.\n${line}`,
      `\n${line}`,
      `${text}\n${line.slice(0, -1)}`,
      `${text}\n${line}\n`,
      `${text}\n${line}unexpected\n`,
      `${text}\nunexpected\n${line}`,
    ]) {
      expect(
        codeOf(() => parseNote(utf8(bad))),
        JSON.stringify(bad),
      ).toBe('NOTE_MALFORMED');
    }
  });

  test('[1-2] control characters but newline, and bytes that are not UTF-8, are refused', () => {
    for (let code = 0; code < 0x20; code += 1) {
      if (code === 10) continue;
      const bytes = utf8(`a${String.fromCharCode(code)}b\n\n${lineOf(signed)}`);
      expect(
        codeOf(() => parseNote(bytes)),
        String(code),
      ).toBe('NOTE_MALFORMED');
    }
    for (const bad of [
      [0xff],
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xe2],
    ]) {
      const bytes = Uint8Array.of(...bad, ...noteOf(lineOf(signed)));
      expect(codeOf(() => parseNote(bytes))).toBe('NOTE_MALFORMED');
    }
    for (const good of ['\x7f', '\u0085', '\ufeff', '\ufffd', '\u{1f600}']) {
      expect(parseNote(utf8(`${good}\n\n${lineOf(signed)}`)).text).toBe(`${good}\n`);
    }
  });

  test('[1-3] a key name is not empty and has no Unicode space and no plus', () => {
    const base64 = lineOf(signed).split(' ')[2]!;
    for (const name of [
      '',
      'a b',
      'a+b',
      'a\u00a0b',
      'a\u2003b',
      'a\u3000b',
      'a\u0085b',
      'a\u2028b',
    ]) {
      expect(codeOf(() => parseNote(noteOf(`\u2014 ${name} ${base64}`)))).toBe('NOTE_MALFORMED');
      expect(codeOf(() => formatNote({ text, signatures: [{ ...signed, name }] }))).toBe(
        'NOTE_MALFORMED',
      );
      expect(codeOf(() => verifierKey('ed25519', name, log.publicKey))).toBe('NOTE_KEY_MALFORMED');
    }
    const strange = verifierKey('ed25519', 'ä\u200b/1=', log.publicKey);
    expect(parseVerifierKey(formatVerifierKey(strange))).toEqual(strange);
  });

  test('[1-4] a signature line is dash, space, name, space, base64 of five bytes or more', () => {
    const good = lineOf(signed);
    const [, name, base64 = ''] = good.slice(0, -1).split(' ');
    for (const bad of [
      `- ${name} ${base64}\n`,
      `\u2014${name} ${base64}\n`,
      `\u2014  ${name} ${base64}\n`,
      `\u2014 ${name}  ${base64}\n`,
      `\u2014 ${name} ${base64} \n`,
      `\u2014 ${name} ${base64}=\n`,
      `\u2014 ${name} ${base64.slice(0, -1)}\n`,
      `\u2014 ${name} ${base64.replace('/', '_')}_\n`,
      `\u2014 ${name}\n`,
      `\u2014 ${name} \n`,
      `\u2014 ${name} AAAAAA==\n`,
    ]) {
      expect(
        codeOf(() => parseNote(noteOf(bad))),
        bad,
      ).toBe('NOTE_MALFORMED');
    }
    expect(parseNote(noteOf(`\u2014 ${name} AAAAAAA=\n`)).signatures[0]?.signature).toHaveLength(1);
  });

  test('[1-5] up to a hundred signatures are taken, and not one more', async () => {
    const line = lineOf(signedByOther);
    const hundred = Array.from({ length: tlogLimits.maxNoteSignatures - 1 }, () => line);
    expect(await outcomeOf(noteOf(...hundred, lineOf(signed)))).toBe('verified');
    expect(codeOf(() => parseNote(noteOf(...hundred, line, line)))).toBe('NOTE_MALFORMED');
    const many = Array.from({ length: tlogLimits.maxNoteSignatures + 1 }, () => signed);
    expect(codeOf(() => formatNote({ text, signatures: many }))).toBe('NOTE_MALFORMED');
    expect(codeOf(() => parseNote(new Uint8Array(tlogLimits.maxNoteBytes + 1)))).toBe(
      'NOTE_MALFORMED',
    );
  });
});

describe('whose note it is', () => {
  test('[1-6] a note signed by a known key is verified, in its order', async () => {
    const opened = await openNote(
      parseNote(noteOf(lineOf(signedByOther), lineOf(signed))),
      [log, other],
      ed25519,
    );
    if (opened.outcome !== 'verified') throw new Error(opened.outcome);
    expect(opened.text).toBe(text);
    expect(opened.verified.map(({ key }) => key.name)).toEqual([other.name, log.name]);
    expect(opened.verified[0]?.timestampSeconds).toBeUndefined();
    expect(opened.unknown).toEqual([]);
  });

  test('[1-7] signatures of unknown keys are ignored, also under a known name or a known id', async () => {
    const strangers = [
      { ...signedByOther, name: log.name },
      { ...signedByOther, keyId: log.keyId },
      { ...signedByOther, signature: Uint8Array.of(1) },
    ];
    const note = { text, signatures: [...strangers, signed] };
    const opened = await openNote(note, [log], ed25519);
    if (opened.outcome !== 'verified') throw new Error(opened.outcome);
    expect(opened.unknown).toEqual(strangers);
    expect(opened.verified).toHaveLength(1);
  });

  test('[1-8] a note that no known key signed is unknown', async () => {
    expect(await outcomeOf(noteOf(lineOf(signedByOther)))).toBe('unknown');
    expect(await outcomeOf(noteOf(lineOf(signed)), [])).toBe('unknown');
  });

  test('[1-9] one bad signature in the name of a known key spoils the note', async () => {
    const bad = lineOf({ ...signed, signature: flipped(signed.signature, 7) });
    expect(await outcomeOf(noteOf(bad))).toBe('forged');
    expect(await outcomeOf(noteOf(lineOf(signed), bad))).toBe('forged');
    expect(await outcomeOf(noteOf(bad, lineOf(signed)))).toBe('forged');
    expect(await outcomeOf(noteOf(lineOf(signedByOther), bad), [log, other])).toBe('forged');
    const short = lineOf({ ...signed, signature: signed.signature.slice(0, 63) });
    expect(await outcomeOf(noteOf(short))).toBe('forged');
    expect(await outcomeOf(utf8(`X${text}\n${lineOf(signed)}`))).toBe('forged');
  });

  test('[1-10] a repeated signature counts once', async () => {
    const note = parseNote(noteOf(lineOf(signed), lineOf(signed)));
    const opened = await openNote(note, [log, log], ed25519);
    expect(opened.outcome === 'verified' && opened.verified.length).toBe(1);
  });

  test('two different keys under one name and id are a fault of the caller', async () => {
    const twin = { ...other, name: log.name, keyId: log.keyId };
    const note = parseNote(noteOf(lineOf(signed)));
    expect(await rejectionOf(() => openNote(note, [log, twin], ed25519))).toBe('TLOG_INPUT');
  });

  test('a new signature replaces the old one of its key and stands behind the others', async () => {
    const stale = { ...signed, signature: Uint8Array.of(1) };
    const note = withSignatures({ text, signatures: [stale, signedByOther] }, [signed]);
    expect(note.signatures).toEqual([signedByOther, signed]);
    expect(await outcomeOf(formatNote(note), [log, other])).toBe('verified');
  });
});

describe('keys', () => {
  test('[1-11] a verifier key is name, id and base64, and its id follows from the rest', () => {
    const vkey = formatVerifierKey(log);
    const { type, name, keyId, publicKey } = log;
    expect(parseVerifierKey(vkey)).toEqual({ type, name, keyId, publicKey });
    const [, id = '', base64 = ''] = /^[^+]+\+([^+]+)\+(.+)$/.exec(vkey) ?? [];
    for (const bad of [
      '',
      log.name,
      `${log.name}+${id}`,
      `${log.name}+${id}+`,
      `other+${id}+${base64}`,
      `${log.name}+00000000+${base64}`,
      `${log.name}+${id.toUpperCase()}0+${base64}`,
      `${log.name}+${id.slice(1)}+${base64}`,
      `${vkey}=`,
      `${vkey}\n`,
      ` ${vkey}`,
      formatSignerKey(log),
      `${log.name}+${id}+${'A'.repeat(tlogLimits.maxKeyTextBytes)}`,
    ]) {
      expect(
        codeOf(() => parseVerifierKey(bad)),
        bad.slice(0, 80),
      ).toBe('NOTE_KEY_MALFORMED');
    }
    expect(codeOf(() => verifierKey('ed25519', 'a', new Uint8Array(31)))).toBe(
      'NOTE_KEY_MALFORMED',
    );
  });

  test('[1-12] one public key has another id for each type', async () => {
    const cosigner = await keyOf(log.name, 1, 'cosignature');
    expect(cosigner.publicKey).toEqual(log.publicKey);
    expect(cosigner.keyId).not.toBe(log.keyId);
    expect(parseVerifierKey(formatVerifierKey(cosigner)).type).toBe('cosignature');
  });

  test('a key of another type is unsupported, not malformed', () => {
    for (const type of [0x02, 0x03, 0x05, 0x06, 0xff]) {
      const material = Buffer.from(Uint8Array.of(type, ...log.publicKey)).toString('base64');
      expect(codeOf(() => parseVerifierKey(`a+00000000+${material}`))).toBe('NOTE_KEY_UNSUPPORTED');
    }
  });

  test('a signer key comes back from its text, and another id is refused', async () => {
    const secret = formatSignerKey(log);
    expect(secret).toMatch(/^PRIVATE\+KEY\+example\.com\/log\+[0-9a-f]{8}\+/);
    expect(await parseSignerKey(secret, ed25519)).toEqual(log);
    for (const bad of [formatVerifierKey(log), secret.slice(8), secret.replace('/log', '/lag')]) {
      expect(await rejectionOf(() => parseSignerKey(bad, ed25519))).toBe('NOTE_KEY_MALFORMED');
    }
  });

  test('a key for cosignatures signs no other note', async () => {
    const cosigner = await keyOf('w', 3, 'cosignature');
    expect(await rejectionOf(() => signNote(text, cosigner, ed25519))).toBe('TLOG_INPUT');
    expect(await rejectionOf(() => signNote('no newline', log, ed25519))).toBe('NOTE_MALFORMED');
    expect(await rejectionOf(() => signNote('\ud800\n', log, ed25519))).toBe('NOTE_MALFORMED');
  });
});
