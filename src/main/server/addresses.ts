import { isIP } from 'node:net';

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** Whether a server that listens there is out of reach for other machines. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.includes(host);
}

/**
 * Why the server must not listen there, or null. Only the spellings of loopback pass without `outsideAccess`: what the
 * system would take for "everywhere" has too many (0, 0x0, *, ::0, ::ffff:0.0.0.0 …) to forbid them one by one.
 */
export function hostProblem(host: string, outsideAccess: boolean): string | null {
  if (isLoopback(host)) return null;
  if (!outsideAccess)
    return 'reaches beyond this machine, which outsideAccess must allow: then everything needs the token';
  if (isIP(host) === 0) return 'must be an address of this machine in numbers, 0.0.0.0 or ::';
  return null;
}

/** Where to listen for `host`: loopback always, as hooks say `localhost` and nobody else shall answer there. */
export function addressesFor(host: string): [string, ...string[]] {
  if (isLoopback(host)) return ['127.0.0.1', '::1'];
  if (host === '0.0.0.0') return ['0.0.0.0', '::1'];
  // Takes IPv4 in as well.
  if (host === '::') return ['::'];
  return ['127.0.0.1', '::1', host];
}
