import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { SottoError } from '@sotto/core';
import type { RelayErrorCode } from '../error-codes.ts';
import { answer, answerText } from './answer.ts';

/** All files of a web handset together. */
const maxFolderBytes = 67_108_864;
/** Smaller files gain nothing. */
const minCompressBytes = 1_024;

/** A file as it is sent. Everything is made at the start: a request only picks. */
interface WebFile {
  readonly headers: Readonly<Record<string, string>>;
  readonly etag: string;
  readonly plain: Uint8Array;
  readonly gzip: Uint8Array | undefined;
  readonly br: Uint8Array | undefined;
}

/** The files of a web handset by their path. No request ever reaches the file system, so none can leave the folder. */
export type WebFiles = ReadonlyMap<string, WebFile>;

/**
 * Reads a folder with an index.html. `headersFor` is asked once for each file. Hidden files and links are left out.
 * @throws RELAY_OPTION when there is no index.html, or more than 64 MiB.
 */
export async function readWebFiles(
  folder: string,
  headersFor: (path: string) => Readonly<Record<string, string>>,
): Promise<WebFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split(sep).some((part) => part.startsWith('.')));
  const contents = await Promise.all(paths.map((path) => readFile(join(folder, path))));
  if (contents.reduce((sum, { length }) => sum + length, 0) > maxFolderBytes) throw unusable();
  const files = new Map<string, WebFile>();
  await Promise.all(
    paths.map(async (path, index) => {
      const url = `/${path.split(sep).join('/')}`;
      files.set(url, await webFile(url, contents[index]!, headersFor(url)));
    }),
  );
  const index = files.get('/index.html');
  if (index === undefined) throw unusable();
  files.set('/', index);
  // Invites of people and of the operator: what follows # never comes here.
  files.set('/i', index);
  files.set('/j', index);
  return files;
}

/** Answers a GET or HEAD; `false` when there is no such file. */
export function answerWebFile(files: WebFiles, path: string, response: ServerResponse): boolean {
  const file = files.get(path);
  if (file === undefined) return false;
  const { method, headers } = response.req;
  if (method !== 'GET' && method !== 'HEAD') answerText(response, 405, '', { allow: 'GET, HEAD' });
  else if (headers['if-none-match'] === file.etag) {
    const { 'content-type': _, ...rest } = file.headers;
    response.writeHead(304, rest);
    response.end();
  } else {
    const accepted = headers['accept-encoding'] ?? '';
    if (file.br && /\bbr\b/.test(accepted))
      answer(response, 200, file.br, { ...file.headers, 'content-encoding': 'br' });
    else if (file.gzip && /\bgzip\b/.test(accepted)) {
      answer(response, 200, file.gzip, { ...file.headers, 'content-encoding': 'gzip' });
    } else answer(response, 200, file.plain, file.headers);
  }
  return true;
}

async function webFile(
  url: string,
  plain: Buffer,
  headers: Readonly<Record<string, string>>,
): Promise<WebFile> {
  const type = types[extname(url)] ?? 'application/octet-stream';
  const etag = `"${createHash('sha256').update(plain).digest('base64url')}"`;
  // A build puts a hash of the content into these names, so they never change.
  const hashed = /^\/assets\/.+-[\w-]{8}\.\w+$/.test(url);
  const compress =
    plain.length >= minCompressBytes && /^text|javascript|json|svg|wasm|manifest/.test(type);
  return {
    etag,
    plain,
    gzip: compress ? await compressGzip(plain) : undefined,
    br: compress
      ? await compressBrotli(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
      : undefined,
    headers: {
      ...headers,
      etag,
      vary: 'accept-encoding',
      'content-type': type,
      'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  };
}

const compressGzip = promisify<Buffer, Buffer>(gzip);
const compressBrotli = promisify(brotliCompress);

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

function unusable(): SottoError<RelayErrorCode> {
  return new SottoError(
    'RELAY_OPTION',
    'The web folder has no index.html, or holds more than 64 MiB.',
  );
}
