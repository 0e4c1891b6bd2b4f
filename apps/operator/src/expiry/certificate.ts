import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { operatorLimits } from '../limits.ts';

/** What a server's certificate says, or why it could not be seen. */
export type SeenCertificate =
  | {
      readonly outcome: 'seen';
      readonly expiresAtSeconds: number;
      readonly issuer: string;
      /** Why handsets would not take it; absent when they do. */
      readonly distrusted?: string;
    }
  | { readonly outcome: 'unseen'; readonly why: string };

/** Connects to an https address and looks at its certificate, nothing else. Never rejects. */
export function lookAtCertificate(address: string, signal: AbortSignal): Promise<SeenCertificate> {
  const { hostname, port } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(port || 443),
      // An address has no name to be asked for.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      // What is not trusted is looked at as well: to say so is the point.
      rejectUnauthorized: false,
    });
    const end = (seen: SeenCertificate): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupted);
      socket.destroy();
      resolve(seen);
    };
    const unseen = (why: string): void => end({ outcome: 'unseen', why });
    const interrupted = (): void => unseen('interrupted');
    const timer = setTimeout(
      () => unseen('it does not answer in time'),
      operatorLimits.certificateTimeoutMs,
    );
    signal.addEventListener('abort', interrupted);
    socket.on('error', () => unseen('it cannot be reached, or speaks no TLS'));
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerCertificate();
      const expiresAtSeconds = Date.parse(certificate.valid_to ?? '') / 1000;
      if (Number.isNaN(expiresAtSeconds)) return unseen('it shows no certificate');
      const { authorized, authorizationError } = socket;
      const issuer = String(certificate.issuer.O ?? certificate.issuer.CN ?? 'an unknown issuer');
      const distrust = authorized ? {} : { distrusted: String(authorizationError) };
      end({ outcome: 'seen', expiresAtSeconds, issuer, ...distrust });
    });
  });
}
