import { type FaultKind, printable, SmokeFault } from './smoke-fault.ts';

/** Error codes of sockets and of DNS. */
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
/** Error codes of OpenSSL and Node for certificates and handshakes. */
const TLS = /^(?:EPROTO$|ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_)/;

/**
 * Describes an error below HTTP.
 *
 * @param error what `node:http` reported
 * @param url   the request's URL
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
      return `${host} is unreachable`;
    case 'closed':
      return 'the connection was closed before the response was complete';
    case 'tls':
      return `TLS: ${printable(tlsReason(error))}`;
    case 'http':
      return `the response is not HTTP: ${printable(error.reason ?? error.message)}`;
    default:
      return printable(error.message);
  }
}

/** OpenSSL wraps the reason in source positions; after a semicolon, Node has advice for developers. */
function tlsReason({ reason, message }: Error & { reason?: string }): string {
  return reason ?? /:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1] ?? (message.split(';')[0] as string);
}
