import { isSottoError } from '@sotto/core';
import { concatBytes, decodeCbor, encodeCbor, encodeUtf8, readIntMap } from '@sotto/protocol';
import type { CborMap, CborValue, IntMapReader } from '@sotto/protocol';
import { charterError } from '../error.ts';
import { charterLimits } from '../limits.ts';
import type { Act, ActKind, ActOf } from './act.ts';
import { actKinds } from './act.ts';
import { bodies, malformedAct } from './bodies.ts';

/*
 * Map with integer keys: 0 version, 1 kind, 2 network, 3 charter, 4 number, 5 created at, 6 expires at, 7 body, a map
 * with integer keys of its own. Nothing else may be in it.
 */
const version = 1;
const hash = { min: 32, max: 32 };
const domain = encodeUtf8('Sotto act v1\0');

/** What every signer of an act signs: the label `Sotto act v1`, a zero byte, and the act's bytes. */
export function actBytesToSign(actBytes: Uint8Array): Uint8Array {
  return concatBytes(domain, actBytes);
}

/** The one encoding of an act. Throws as `parseAct` does. */
export function encodeAct<K extends ActKind>(act: ActOf<K>): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = encodeCbor(
      new Map<number, CborValue>([
        [0, version],
        [1, actKinds.indexOf(act.kind)],
        [2, act.network],
        [3, act.charter],
        [4, act.number],
        [5, act.createdAtSeconds],
        [6, act.expiresAtSeconds],
        [7, new Map<CborValue, CborValue>(bodies[act.kind].write(act.body))],
      ]),
    );
  } catch (cause) {
    throw charterError('ACT_MALFORMED', 'The act cannot be encoded.', cause);
  }
  parseAct(bytes);
  return bytes;
}

/**
 * Structure only: whether it counts is what a replay says. What is returned shares no memory with `bytes`.
 *
 * @throws ACT_MALFORMED, ACT_VERSION_UNSUPPORTED, ACT_KIND_UNSUPPORTED; CHARTER_MALFORMED or
 *   CHARTER_VERSION_UNSUPPORTED for the charter in it
 */
export function parseAct(bytes: Uint8Array): Act {
  const fields = readIntMap(decoded(bytes), malformedAct);
  if (fields.uint(0, 'version', 0xffff) !== version)
    throw charterError('ACT_VERSION_UNSUPPORTED', 'The act needs another version.');
  const kind = actKinds[fields.uint(1, 'kind', 0xffff)];
  if (kind === undefined)
    throw charterError('ACT_KIND_UNSUPPORTED', 'The act is of a kind that is not supported.');
  const act = readAct(kind, fields);
  fields.end();
  const lifetime = act.expiresAtSeconds - act.createdAtSeconds;
  if (lifetime <= 0 || lifetime > charterLimits.maxActLifetimeSeconds)
    return malformedAct('expiry');
  return act as Act;
}

function readAct<K extends ActKind>(kind: K, fields: IntMapReader): ActOf<K> {
  const body = readIntMap(fields.value(7, 'body'), malformedAct);
  const act = {
    kind,
    network: fields.bytes(2, 'network', hash),
    charter: fields.bytes(3, 'charter', hash),
    number: fields.uint(4, 'number', charterLimits.maxActNumber),
    createdAtSeconds: fields.uint(5, 'time', charterLimits.maxTimeSeconds),
    expiresAtSeconds: fields.uint(6, 'expiry', charterLimits.maxTimeSeconds),
    body: bodies[kind].read(body),
  };
  body.end();
  return act;
}

function decoded(bytes: Uint8Array): CborMap | CborValue {
  try {
    return decodeCbor(bytes, { maxBytes: charterLimits.maxActBytes, maxDepth: 5 });
  } catch (cause) {
    if (!isSottoError(cause)) throw cause;
    throw charterError('ACT_MALFORMED', 'The act is not deterministic CBOR.', cause);
  }
}
