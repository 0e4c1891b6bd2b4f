import { isBytes, isText, isUint } from '../cbor/int-map.ts';
import { isCborArray } from '../cbor/value.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolLimits as limits } from '../limits.ts';
import { invalid } from './invalid.ts';
import type { ExternalPart, MultiPart, NestedPart, PartSemantics } from './part.ts';

const languageTag = /^ ?[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8})*$/;
const semantics: readonly PartSemantics[] = ['chooseOne', 'singleUnit', 'processAll'];
// Bytes of a hash, by IANA Named Information number; of other algorithms nothing is known.
const hashBytes = new Map([
  [0, 0],
  [1, 32],
  [7, 48],
  [8, 64],
]);

/** Checks a decoded body: the draft's `NestedPart` CDDL, at most 4 levels and 1,024 parts. */
export function readParts(body: CborValue): NestedPart {
  const count = { parts: 0 };
  return readPart(body, 1, count);
}

function readPart(value: CborValue, level: number, count: { parts: number }): NestedPart {
  if (level > limits.maxContentPartDepth) return invalid('parts nested too deeply');
  if (++count.parts > limits.maxContentParts) return invalid('too many parts');
  if (!isCborArray(value)) return invalid('nestedPart');
  const [disposition, language, cardinality, ...fields] = value;
  if (!isUint(disposition, 255)) return invalid('disposition');
  if (!isText(language, limits.maxContentLanguageBytes) || !isLanguageList(language))
    return invalid('language');
  const any = { disposition, language };
  switch (cardinality) {
    case 0:
      return fields.length === 0 ? { ...any, cardinality: 'null' } : invalid('nullPart');
    case 1: {
      const [contentType, content] = fields;
      if (
        fields.length !== 2 ||
        !isText(contentType, limits.maxContentTypeBytes) ||
        !(content instanceof Uint8Array)
      ) {
        return invalid('singlePart');
      }
      return { ...any, cardinality: 'single', contentType, content };
    }
    case 2:
      return { ...any, ...readExternal(fields) };
    case 3:
      return { ...any, ...readMulti(fields, level, count) };
    default:
      return invalid('cardinality');
  }
}

function isLanguageList(text: string): boolean {
  return text === '' || text.split(',').every((tag) => languageTag.test(tag));
}

function readExternal(
  fields: readonly CborValue[],
): Omit<ExternalPart, 'disposition' | 'language'> {
  const [
    contentType,
    url,
    expires,
    size,
    encAlg,
    key,
    nonce,
    aad,
    hashAlg,
    contentHash,
    description,
    filename,
  ] = fields;
  if (
    fields.length !== 12 ||
    !isText(contentType, limits.maxContentTypeBytes) ||
    !isText(url, limits.maxContentUrlBytes) ||
    !isUint(expires, 0xffff_ffff) ||
    !isUint(size, Number.MAX_SAFE_INTEGER) ||
    !isUint(encAlg, 0xffff) ||
    !isCrypto(key) ||
    !isCrypto(nonce) ||
    !isCrypto(aad) ||
    !isUint(hashAlg, 255) ||
    !isCrypto(contentHash) ||
    !isText(description, limits.maxContentDescriptionBytes) ||
    !isText(filename, limits.maxContentFilenameBytes)
  ) {
    return invalid('externalPart');
  }
  if (encAlg === 0 && key.length + nonce.length + aad.length > 0)
    return invalid('a key without an encAlg');
  if (
    contentHash.length > 0 &&
    contentHash.length !== (hashBytes.get(hashAlg) ?? contentHash.length)
  ) {
    return invalid('contentHash');
  }
  return {
    cardinality: 'external',
    contentType,
    url,
    expires,
    size,
    encAlg,
    key,
    nonce,
    aad,
    hashAlg,
    contentHash,
    description,
    filename,
  };
}

function isCrypto(value: CborValue): value is Uint8Array {
  return isBytes(value, 0, limits.maxContentCryptoBytes);
}

function readMulti(
  fields: readonly CborValue[],
  level: number,
  count: { parts: number },
): Omit<MultiPart, 'disposition' | 'language'> {
  const [semanticsCode, parts] = fields;
  const partSemantics = typeof semanticsCode === 'number' ? semantics[semanticsCode] : undefined;
  if (fields.length !== 2 || partSemantics === undefined) return invalid('partSemantics');
  if (!isCborArray(parts) || parts.length < 2) return invalid('parts');
  return {
    cardinality: 'multi',
    partSemantics,
    parts: parts.map((part) => readPart(part, level + 1, count)),
  };
}
