const scratch = new DataView(new ArrayBuffer(4));

/** The value of a 16-bit float (IEEE 754 binary16, RFC 8949 Appendix D). */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The 16 bits that hold exactly this value, or `undefined`. Every NaN is the quiet one without payload. */
export function toHalf(value: number): number | undefined {
  if (Number.isNaN(value)) return 0x7e00;
  if (Math.fround(value) !== value) return undefined;
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127;
  const fraction = bits & 0x7fffff;
  if (exponent === 128) return sign | 0x7c00;
  if (exponent === -127) return fraction === 0 ? sign : undefined;
  if (exponent >= -14 && exponent <= 15) {
    return (fraction & 0x1fff) === 0
      ? sign | ((exponent + 15) << 10) | (fraction >> 13)
      : undefined;
  }
  if (exponent < -24 || exponent > 15) return undefined;
  const significand = fraction | 0x800000;
  const shift = -1 - exponent;
  return (significand & ((1 << shift) - 1)) === 0 ? sign | (significand >> shift) : undefined;
}
