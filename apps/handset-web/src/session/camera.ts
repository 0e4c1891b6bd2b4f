import type { QRCamera, QRCanvas } from 'qr/dom.js';

/** Why no picture comes: the person or the browser said no, there is no camera, or another program has it. */
export type CameraTrouble = 'denied' | 'missing' | 'failed';

interface Reading {
  /** Called once, with the text of the first code that is seen. */
  readonly take: (text: string) => void;
  readonly fail: (trouble: CameraTrouble) => void;
  readonly stop: AbortSignal;
}

/** Looks for a code about eight times a second: as fast as somebody holds still, and cool on a phone. */
const lookEveryMs = 120;
/** The camera that looks away from the person, or else any; fine enough for an invite's 500 characters at arm's length. */
const wanted: MediaTrackConstraints = {
  facingMode: 'environment',
  width: { ideal: 1_280 },
  height: { ideal: 960 },
};
/** Characters of a code. The longest of ours, an invite, has fewer than a thousand. */
const maxCodeChars = 4_096;

/** Shows what the camera sees in `player` until a code was read or `stop` aborts. The camera is off then. */
export async function readCodes(
  player: HTMLVideoElement,
  { take, fail, stop }: Reading,
): Promise<void> {
  // Few come here, so it is not loaded with the first page.
  const { QRCamera: Camera, QRCanvas: Canvas } = await import('qr/dom.js');
  if (stop.aborted) return;
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: wanted });
  } catch (error) {
    if (!stop.aborted) fail(troubleOf(error));
    return;
  }
  const camera = new Camera(player, stream);
  const canvas = new Canvas();
  try {
    const text = await firstCode(camera, canvas, stop);
    if (text !== undefined && !stop.aborted) take(text);
  } finally {
    camera.stop();
    canvas.clear();
  }
}

async function firstCode(
  camera: QRCamera,
  canvas: QRCanvas,
  stop: AbortSignal,
): Promise<string | undefined> {
  while (!stop.aborted) {
    const read = await camera.readFrame(canvas, true);
    if (typeof read === 'string' && read.length <= maxCodeChars) return read;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  return undefined;
}

function troubleOf(error: unknown): CameraTrouble {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'failed';
}
