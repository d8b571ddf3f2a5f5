import type { Attributes } from '@opentelemetry/api';
import { knownMethod } from '../http/known-methods.ts';
import type { Exchange } from '../server/context.ts';
import type { ExchangeRecord } from '../server/exchange-record.ts';

/*
 * The names are those of the semantic conventions for HTTP server spans (OpenTelemetry, stable since 1.23). `url.query` is left out, as a
 * query may have secrets.
 */

/** What is known when the request arrives, for the sampler. */
export function requestAttributes({ req, target }: Exchange): Attributes {
  const method = req.method as string;
  const known = knownMethod(method);
  const mark = target.indexOf('?');
  const { host, 'user-agent': userAgent } = req.headers;
  return {
    'http.request.method': known,
    ...(known !== method && { 'http.request.method_original': method }),
    'url.path': mark === -1 ? target : target.slice(0, mark),
    'url.scheme': 'http',
    'network.protocol.version': req.httpVersion,
    ...(host !== undefined && serverAttributes(host)),
    ...(userAgent !== undefined && { 'user_agent.original': userAgent }),
  };
}

/** The name without a route has low cardinality, too. */
export function spanName({ method, route }: Pick<ExchangeRecord, 'method' | 'route'>): string {
  const known = knownMethod(method) === method ? method : 'HTTP';
  return route === undefined ? known : `${known} ${route}`;
}

/** What is known when the response was sent. */
export function responseAttributes(record: ExchangeRecord): Attributes {
  const { route, status, clientAddress } = record;
  return {
    ...(route !== undefined && { 'http.route': route }),
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(status !== undefined && status >= 500 && { 'error.type': String(status) }),
    ...(clientAddress !== undefined && { 'client.address': clientAddress }),
  };
}

/** The host and port that the client used; a port that isn't a number is part of a malformed request. */
function serverAttributes(host: string): Attributes {
  const [, address, port] = /^(.*?)(?::(\d{1,5}))?$/s.exec(host) ?? [];
  return { 'server.address': address ?? host, ...(port !== undefined && { 'server.port': Number(port) }) };
}
