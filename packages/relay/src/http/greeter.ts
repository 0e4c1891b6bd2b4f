import type { ServerResponse } from 'node:http';
import { SottoError } from '@sotto/core';
import type { RelayErrorCode } from '../error-codes.ts';
import type { RelayLimits } from '../limits.ts';
import type { Remote } from '../rates/remotes.ts';
import { answerJson, answerText, retryAfter } from './answer.ts';
import { readText } from './body.ts';

/** What a greeter gives: its name, and a fresh invite. */
interface Greeting {
  readonly name: string;
  readonly link: string;
}

/**
 * The address of a greeter on this machine, which the relay asks for invites.
 * @throws RELAY_OPTION unless it is http on loopback.
 */
export function greeterUrl(origin: string): URL {
  const url = URL.canParse('/invite', origin) ? new URL('/invite', origin) : undefined;
  if (url?.protocol !== 'http:' || !/^(127(\.\d{1,3}){3}|localhost|\[::1\])$/.test(url.hostname)) {
    throw new SottoError<RelayErrorCode>(
      'RELAY_OPTION',
      'The greeter has to be an http address of this machine.',
    );
  }
  return url;
}

/** Asks the greeter for an invite on behalf of a newcomer. */
export async function answerGreeting(
  greeter: URL | undefined,
  limits: RelayLimits,
  remote: Remote,
  response: ServerResponse,
): Promise<void> {
  if (greeter === undefined) return answerText(response, 404, '');
  const waitMs = remote.take('greetings', 1);
  if (waitMs > 0) return answerText(response, 429, '', retryAfter(waitMs));
  const greeting = await ask(greeter, limits);
  if (greeting === undefined) return answerText(response, 503, '', retryAfter(5_000));
  answerJson(response, 200, { name: greeting.name, link: greeting.link });
}

async function ask(greeter: URL, limits: RelayLimits): Promise<Greeting | undefined> {
  try {
    const signal = AbortSignal.timeout(limits.greetingTimeoutMs);
    const answer = await fetch(greeter, { method: 'POST', signal, redirect: 'error' });
    const text =
      answer.ok && answer.body ? await readText(answer.body, limits.maxGreetingBytes) : undefined;
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return isGreeting(value) ? value : undefined;
  } catch {
    // It is not there, too slow, or answers with something else: the newcomer is told to try later.
    return undefined;
  }
}

function isGreeting(value: unknown): value is Greeting {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('link' in value))
    return false;
  const { name, link } = value;
  return (
    typeof name === 'string' &&
    name.length <= 64 &&
    typeof link === 'string' &&
    link.length <= 4_096
  );
}
