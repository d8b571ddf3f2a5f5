import { HeaderList } from '../http/header-list.ts';
import type { Representation } from '../http/preconditions.ts';
import type { SerializedResponse } from './serialized-response.ts';

/**
 * The headers that a 304 repeats from the 200: those of RFC 9110 section 15.4.5, and the policies of a page. A browser updates its stored copy
 * with the headers of the 304 (RFC 9111 section 4.3.4), so the policies that every other response gets would replace those of the page.
 */
const REPEATED: ReadonlySet<string> = new Set([
  ...['cache-control', 'content-location', 'date', 'etag', 'expires', 'vary'],
  ...['content-security-policy', 'content-security-policy-report-only', 'cross-origin-embedder-policy', 'cross-origin-opener-policy'],
  ...['cross-origin-resource-policy', 'permissions-policy', 'referrer-policy', 'x-frame-options'],
]);

/** The state that a response to GET or HEAD describes in its headers. */
export function representationOf({ headers }: SerializedResponse): Representation {
  return { etag: headers.get('etag'), lastModified: headers.get('last-modified') };
}

/** The 304 in place of a 200, whose body the caller discards. Without an ETag, Last-Modified identifies the state. */
export function notModified({ headers }: SerializedResponse): SerializedResponse {
  const repeated = new HeaderList();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (REPEATED.has(key) || (key === 'last-modified' && !headers.has('etag'))) repeated.add(name, value);
  }
  return { status: 304, headers: repeated, body: undefined };
}
