import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './answer.ts';

const PREFLIGHT_MAX_AGE_S = 7200;
/** Fields that a page may send to any operation, beside those that the document declares. */
const USUAL_FIELDS: readonly string[] = ['*', 'Authorization', 'Content-Type', 'X-Request-Id'];

/**
 * Adds the fields that let a page of another origin read an answer, all of it: the API has no cookies of its own to protect.
 * They go to pages only, as most clients are none; caches are told so.
 *
 * @param headers a flat list, as `writeHead` takes it
 */
export function corsFields(origin: string | undefined, headers: string[]): void {
  if (origin !== undefined) headers.push('Access-Control-Allow-Origin', '*', 'Access-Control-Expose-Headers', '*');
  // What no cache may keep cannot be mixed up in one.
  if (!headers.includes('no-store')) headers.push('Vary', 'Origin');
}

/** Whether an OPTIONS is a CORS preflight (WHATWG Fetch, CORS-preflight request). */
export function isPreflight(headers: IncomingHttpHeaders): boolean {
  return headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** An OPTIONS that the document does not declare (RFC 9110 section 9.3.7). */
export function optionsAnswer(allow: string, fields: readonly string[]): Answer {
  return { status: 204, headers: ['Allow', allow, ...fields], body: undefined };
}

/**
 * A CORS preflight, answered from the route table.
 *
 * @param declared request header fields that the document names
 * @see WHATWG Fetch, CORS protocol: without credentials `*` stands for every field but Authorization
 */
export function preflightAnswer(allow: string, declared: readonly string[], fields: readonly string[]): Answer {
  return {
    status: 204,
    headers: [
      ...['Allow', allow, 'Access-Control-Allow-Methods', allow],
      ...['Access-Control-Allow-Headers', [...new Set([...USUAL_FIELDS, ...declared])].join(', ')],
      ...['Access-Control-Max-Age', String(PREFLIGHT_MAX_AGE_S)],
      ...fields,
    ],
    body: undefined,
  };
}
