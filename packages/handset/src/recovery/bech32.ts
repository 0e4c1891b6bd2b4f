/** BIP 173: how age writes its identities. Encoding only: what others wrote is read by age's library. */
const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;

/** @param prefix lower case */
export function encodeBech32(prefix: string, bytes: Uint8Array): string {
  const data = fiveBits(bytes);
  const codes = [...prefix].map((char) => char.codePointAt(0)!);
  const expanded = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
  const sum = polymod([...expanded, ...data, 0, 0, 0, 0, 0, 0]) ^ 1;
  const checksum = [25, 20, 15, 10, 5, 0].map((shift) => (sum >> shift) & 31);
  return `${prefix}1${[...data, ...checksum].map((value) => alphabet[value]).join('')}`;
}

function fiveBits(bytes: Uint8Array): readonly number[] {
  const out: number[] = [];
  let waiting = 0;
  let bits = 0;
  for (const byte of bytes) {
    waiting = ((waiting << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) out.push((waiting >> (bits - 5)) & 31);
  }
  if (bits > 0) out.push((waiting << (5 - bits)) & 31);
  return out;
}

function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [index, generator] of generators.entries()) if ((top >> index) & 1) sum ^= generator;
  }
  return sum >>> 0;
}
