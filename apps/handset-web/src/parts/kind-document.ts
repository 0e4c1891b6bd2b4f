import type { KindView } from '@sotto/core';

/**
 * The document of a view. Its policy names its one script and its one style by their hashes, so that nothing else runs in
 * it: no script that a peer's words might smuggle in, and in frames of its own only this script again. The first lines of
 * that script take away what no policy of today's browsers forbids: connections of WebRTC.
 *
 * @throws TypeError for a view that would end its script or style element before their end
 */
export async function kindDocument(view: KindView, language: string): Promise<string> {
  const script = `${lockdown}\n${view.script}`.replaceAll(/\r\n?/g, '\n');
  const style = view.style.replaceAll(/\r\n?/g, '\n');
  if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style))
    throw new TypeError('A view ends its own script or style.');
  const policy = [
    "default-src 'none'",
    `script-src '${await hashOf(script)}'`,
    `style-src '${await hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const tag = /^[a-z0-9-]{2,35}$/i.test(language) ? language : 'en';
  return [
    `<!doctype html><html lang="${tag}"><head><meta charset="utf-8"><title>-</title>`,
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="color-scheme" content="light dark">',
    `<style>${style}</style></head><body>${view.markup}<script>${script}</script></body></html>`,
  ].join('');
}

/** Strict code throws where one of these cannot be removed, and then the view does not start. */
const lockdown = `'use strict';
for (const name of Object.getOwnPropertyNames(globalThis)) {
  if (/RTC|WebTransport|WebSocketStream/.test(name)) delete globalThis[name];
}`;

/** As a Content Security Policy names inline text (CSP Level 3 §2.3.1). */
async function hashOf(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCodePoint(...new Uint8Array(hash)))}`;
}
