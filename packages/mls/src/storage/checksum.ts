// CRC-32 (IEEE 802.3) of a record and the name that it stands under, behind each record: so that damage and mix-ups are
// noticed. It keeps nobody out: who can write records writes checksums too, and sealing them is the application's.

const checksumBytes = 4;

const table: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1)
    value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
  return value;
});

/** A copy of the bytes with the checksum behind them. */
export function withChecksum(name: string, bytes: Uint8Array): Uint8Array {
  const record = new Uint8Array(bytes.length + checksumBytes);
  record.set(bytes);
  let crc = 0xffff_ffff;
  for (let index = 0; index < name.length; index += 1) crc = step(crc, name.charCodeAt(index));
  // No name has a zero in it.
  crc = step(crc, 0);
  for (let index = 0; index < bytes.length; index += 1) crc = step(crc, bytes[index]!);
  new DataView(record.buffer).setUint32(bytes.length, ~crc >>> 0);
  return record;
}

/** A copy of the bytes before the checksum, which is not looked at. */
export function withoutChecksum(record: Uint8Array): Uint8Array {
  return record.slice(0, -checksumBytes);
}

function step(crc: number, byte: number): number {
  return table[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
}
