import { pictureSamples } from '@sotto/contracts';
import { probePicture } from '@sotto/picture-probe';
import { expect, test } from 'vitest';

function facts(file: Uint8Array): ReturnType<typeof probePicture> {
  return probePicture(file);
}

test.each(pictureSamples.plain())(
  '$name: its size is read, and nothing besides pixels is found',
  ({ name, file }) => {
    expect(facts(file)).toEqual({
      mediaType: `image/${(name.match(/JPEG|PNG|WebP/)?.[0] ?? '').toLowerCase()}`,
      width: 64,
      height: 48,
      orientation: 1,
      alpha: name.includes('RGBA'),
      animated: false,
      metadata: false,
      trailingBytes: 0,
    });
  },
);

test.each(pictureSamples.plain())('$name: refused when cut, at whatever byte', ({ file }) => {
  for (let length = 0; length < file.length; length += 1) {
    expect([length, facts(file.subarray(0, length)).refused]).not.toEqual([length, undefined]);
  }
});

test.each(pictureSamples.telling())('$name: known to carry more than pixels', ({ file }) => {
  expect(facts(file)).toMatchObject({ width: 64, height: 48, metadata: true, trailingBytes: 0 });
});

test.each(pictureSamples.trailing())('$name: the bytes behind the end are counted', ({ file }) => {
  const probe = facts(file);
  if (probe.refused !== undefined) throw new Error(probe.refused);
  expect(probe.trailingBytes).toBeGreaterThan(0);
  const whole = file.subarray(0, file.length - probe.trailingBytes);
  expect(facts(whole)).toEqual({ ...probe, trailingBytes: 0 });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i is read in all three types', (orientation) => {
  for (const { file } of pictureSamples.turned(orientation))
    expect(facts(file)).toMatchObject({ orientation });
});

test.each([0, 9, 65_535])('orientation %i means none', (orientation) => {
  for (const { file } of pictureSamples.turned(orientation))
    expect(facts(file)).toMatchObject({ orientation: 1 });
});

test.each(pictureSamples.transparent())('$name: may be transparent', ({ file }) => {
  expect(facts(file)).toMatchObject({ alpha: true });
});

test('an animation is told from a still picture', () => {
  expect(facts(pictureSamples.animated().file)).toMatchObject({
    animated: true,
    width: 64,
    height: 48,
  });
});

test.each(pictureSamples.foreign())('$name: not one of the three types', ({ file }) => {
  expect(facts(file)).toEqual({ refused: 'type' });
});

test.each(pictureSamples.bombs())('$name: its size is known without decoding', ({ file }) => {
  const probe = facts(file);
  if (probe.refused !== undefined) throw new Error(probe.refused);
  expect(probe.width * probe.height).toBeGreaterThan(200_000_000);
});
