import { PassThrough, Writable } from 'node:stream';

/** A keyboard that is a terminal, and what its screen shows. */
export function fakeTerminal(): { keyboard: PassThrough & { isTTY: true }; rawModes: boolean[] } {
  const rawModes: boolean[] = [];
  const keyboard = Object.assign(new PassThrough(), {
    isTTY: true as const,
    setRawMode: (raw: boolean) => rawModes.push(raw),
  });
  return { keyboard, rawModes };
}

export function collector(onOutput?: (text: string) => void): {
  stream: Writable;
  text: () => string;
} {
  let all = '';
  const stream = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      const text = Buffer.from(chunk).toString('utf8');
      all += text;
      onOutput?.(text);
      done();
    },
  });
  return { stream, text: () => all };
}
