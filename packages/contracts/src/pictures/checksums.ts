/** CRC-32 of PNG chunks (ISO 3309), bit by bit: fixtures are small. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A zlib stream that stores its bytes without compressing them (RFC 1950, RFC 1951 §3.2.4). */
export function zlibStored(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const result: number[] = [0x78, 0x01];
  for (let at = 0; at === 0 || at < bytes.length; at += 0xffff) {
    const block = bytes.subarray(at, at + 0xffff);
    const last = at + 0xffff >= bytes.length ? 1 : 0;
    const length = block.length;
    result.push(last, length & 0xff, length >>> 8, ~length & 0xff, (~length >>> 8) & 0xff);
    for (const byte of block) result.push(byte);
  }
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return Uint8Array.from([...result, high >>> 8, high & 0xff, low >>> 8, low & 0xff]);
}
