import { type FaultKind, printable, SmokeFault } from './smoke-fault.ts';

/** The errors of sockets, and of the look-up of names. */
const KINDS: Readonly<Record<string, FaultKind>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ENODATA: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  ETIMEDOUT: 'unreachable',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
};
/** The codes that OpenSSL and Node have for certificates and handshakes. */
const TLS = /^(?:EPROTO$|ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_)/;

/**
 * Says what went wrong below HTTP.
 *
 * @param error what `node:http` reported
 * @param url   what was asked for
 */
export function networkFault(error: NodeJS.ErrnoException & { reason?: string }, url: URL): SmokeFault {
  const code = error.code ?? '';
  const kind = KINDS[code] ?? (TLS.test(code) ? 'tls' : code.startsWith('HPE_') ? 'http' : 'network');
  return new SmokeFault(kind, `${text(kind, error, url)}${code === '' ? '' : ` (${code})`}`);
}

function text(kind: FaultKind, error: Error & { reason?: string }, { hostname, host }: URL): string {
  switch (kind) {
    case 'dns':
      return `DNS: the name ${hostname} has no address`;
    case 'refused':
      return `refused: nothing listens on ${host}`;
    case 'unreachable':
      return `there is no way to ${host}`;
    case 'closed':
      return 'the connection was closed before the answer was complete';
    case 'tls':
      return `TLS: ${printable(tlsReason(error))}`;
    case 'http':
      return `the answer is not HTTP: ${printable(error.reason ?? error.message)}`;
    default:
      return printable(error.message);
  }
}

/** OpenSSL puts its place in the source around the reason; after a semicolon Node has advice for whoever wrote the program. */
function tlsReason({ reason, message }: Error & { reason?: string }): string {
  return reason ?? /:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1] ?? (message.split(';')[0] as string);
}
