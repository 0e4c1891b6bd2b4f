import { inflateSync } from 'node:zlib';
import { containsText, pictureSamples, residue } from '@sotto/contracts';
import { pngImageData, probePicture, stripPicture } from '@sotto/picture-probe';
import { expect, test } from 'vitest';

const still = [
  ...pictureSamples.plain(),
  ...pictureSamples.oddColours(),
  ...pictureSamples.transparent(),
];
const laden = [
  ...pictureSamples.telling(),
  ...pictureSamples.trailing(),
  ...pictureSamples.turned(6),
];

test.each([...still, ...laden])(
  '$name: stripped to its pixels, nothing else is left',
  ({ file }) => {
    const stripped = stripPicture(file, 'pixels');
    expect(stripped && residue(stripped)).toEqual([]);
    expect(stripped && containsText(stripped, 'SECRET-MARK')).toBe(false);
    expect(stripped && probePicture(stripped)).toMatchObject({
      width: 64,
      height: 48,
      metadata: false,
      trailingBytes: 0,
    });
  },
);

test.each(laden)(
  '$name: stripping twice changes nothing more, and the file given stays as it was',
  ({ file }) => {
    const before = file.slice();
    for (const keep of ['pixels', 'colour'] as const) {
      const once = stripPicture(file, keep);
      expect(once && stripPicture(once, keep)).toEqual(once);
    }
    expect(file).toEqual(before);
  },
);

test.each(pictureSamples.telling().filter(({ name }) => /profile|iCCP/.test(name)))(
  '$name: the profile stays when colours are kept',
  ({ file }) => {
    const stripped = stripPicture(file, 'colour');
    expect(stripped && probePicture(stripped)).toMatchObject({ metadata: true });
    expect(stripped && residue(stripped).filter((part) => part !== 'flags')).toHaveLength(1);
  },
);

test.each(pictureSamples.corrupt().filter(({ file }) => probePicture(file).refused !== undefined))(
  '$name: not stripped at all',
  ({ file }) => {
    expect(stripPicture(file, 'pixels')).toBeUndefined();
  },
);

test.each([...still, ...laden].filter(({ name }) => name.includes('PNG')))(
  '$name: the length of its pixels is known before inflating them',
  ({ file }) => {
    const data = pngImageData(file);
    if (data === undefined) throw new Error('no data');
    expect(inflateSync(Buffer.concat([...data.pieces])).length).toBe(data.inflatedBytes);
  },
);
