import type { OpenSocket } from './socket.ts';

export const openSocket: OpenSocket = (url, maxMessageBytes, events) => {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    socket.close();
    events.onEnd();
  };
  socket.onopen = events.onOpen;
  socket.onclose = end;
  socket.onerror = end;
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (ended) return;
    if (data instanceof ArrayBuffer && data.byteLength <= maxMessageBytes) {
      events.onMessage(new Uint8Array(data));
    } else end();
  };
  return {
    send: (message) => socket.send(message as Uint8Array<ArrayBuffer>),
    bufferedBytes: () => socket.bufferedAmount,
    close: end,
    // A browser's WebSocket cannot be paused; the relay's flow-control window bounds what it may send.
    flow: () => undefined,
  };
};
