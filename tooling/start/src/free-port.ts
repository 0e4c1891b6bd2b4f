import { createServer } from 'node:net';
import { StartError } from './start-error.ts';

/** @throws StartError when another program listens there, or none may */
export async function requireFreePort(port: number, host: string, flag: string): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(port, host, resolve);
    });
  } catch (error) {
    throw new StartError(sentenceFor(error, port, host, flag), { cause: error });
  }
  await new Promise((resolve) => probe.close(resolve));
}

function sentenceFor(error: unknown, port: number, host: string, flag: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const way = `Choose another port: npm start -- ${flag} ${port + 100 > 65_535 ? 8000 : port + 100}`;
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program. ${way}`;
  if (code === 'EACCES') return `This user may not listen on port ${port}. ${way}`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `This machine has no address ${host}.`;
  return `Nothing can listen on ${host}, port ${port} (${String(code)}). ${way}`;
}
