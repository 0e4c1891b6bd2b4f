import { encodeCbor } from '../cbor/encode.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolLimits } from '../limits.ts';
import type { MimiContent } from './content.ts';
import { invalid } from './invalid.ts';
import { parseMimiContent } from './parse.ts';
import type { NestedPart, PartSemantics } from './part.ts';

const semanticsCodes: Readonly<Record<PartSemantics, number>> = {
  chooseOne: 0,
  singleUnit: 1,
  processAll: 2,
};

/**
 * The one encoding of a content. The bytes are parsed before they are returned: what a receiver would refuse is
 * refused here, with the same codes as `parseMimiContent`, and `CBOR_VALUE` for a value that CBOR cannot hold.
 */
export function encodeMimiContent(value: MimiContent): Uint8Array {
  const bytes = encodeCbor([
    value.salt,
    value.replaces,
    value.topicId,
    value.expires === null ? null : [value.expires.relative, value.expires.time],
    value.inReplyTo,
    value.mimiExtensions,
    partToCbor(value.nestedPart, 1),
  ]);
  parseMimiContent(bytes);
  return bytes;
}

function partToCbor(part: NestedPart, level: number): CborValue {
  if (level > protocolLimits.maxContentPartDepth) return invalid('parts nested too deeply');
  const { disposition, language } = part;
  switch (part.cardinality) {
    case 'null':
      return [disposition, language, 0];
    case 'single':
      return [disposition, language, 1, part.contentType, part.content];
    case 'external':
      return [
        disposition,
        language,
        2,
        part.contentType,
        part.url,
        part.expires,
        part.size,
        part.encAlg,
        part.key,
        part.nonce,
        part.aad,
        part.hashAlg,
        part.contentHash,
        part.description,
        part.filename,
      ];
    case 'multi':
      return [
        disposition,
        language,
        3,
        semanticsCodes[part.partSemantics],
        part.parts.map((nested) => partToCbor(nested, level + 1)),
      ];
  }
}
