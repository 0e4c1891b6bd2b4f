import type { ServerResponse } from 'node:http';

/** Headers of every answer, whatever it is. */
const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** Answers with a short text, or with nothing. */
export function answerText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  answer(response, status, Buffer.from(text), {
    'content-type': 'text/plain; charset=utf-8',
    ...headers,
  });
}

/** Answers with JSON that no cache keeps. */
export function answerJson(
  response: ServerResponse,
  status: number,
  value: Readonly<Record<string, string | number | boolean>>,
  headers: Readonly<Record<string, string>> = {},
): void {
  answer(response, status, Buffer.from(JSON.stringify(value)), {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...headers,
  });
}

/** Answers with bytes; to a HEAD with their headers alone. */
export function answer(
  response: ServerResponse,
  status: number,
  body: Uint8Array,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, { ...always, ...headers, 'content-length': String(body.length) });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** Headers that begin an answer whose body is streamed. */
export function beginAnswer(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, { ...always, ...headers });
}

/** The Retry-After header (RFC 9110 §10.2.3): whole seconds, rounded up. */
export function retryAfter(ms: number): { readonly 'retry-after': string } {
  return { 'retry-after': String(Math.max(1, Math.ceil(ms / 1000))) };
}
