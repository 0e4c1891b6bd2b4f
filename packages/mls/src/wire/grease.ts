/**
 * RFC 9420 §13.5: values that a client may put into its lists so that others learn to ignore what they do not know. Nobody
 * supports them, whoever lists them.
 */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff) && value !== 0xfafa;
}
