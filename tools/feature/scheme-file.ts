import type { JsonObject } from '@petsage/openapi-compiler/internal';
import type { SchemeHandler } from './scheme-handler.ts';
import { comment, sentence, text } from './typescript.ts';

/** The file of a security scheme: a handler that lets nobody in until somebody decides whom. */
export function schemeFile({ scheme, value, name }: SchemeHandler): string {
  const { what, where, members } = credentialsOf(value);
  const description = typeof value['description'] === 'string' && value['description'].trim() !== '' ? `\n\n${sentence(value['description'])}` : '';
  const words = `The security scheme \`${scheme}\`: whose ${what} is ${where}. So far no ${what} is accepted.${description}

@param credentials ${members}; \`scopes\` are those that the operation asks of the scheme
@returns the caller, or a promise of it: they are let in, and handlers get them as \`principal\`; undefined for a ${what} that is not accepted (401)
@throws Problem \`new Problem(contractProblems.forbidden, { detail })\` for a caller who may not call the operation (403)`;
  return `import type { SecurityHandler } from '@petsage/openapi-koa';

/** The security scheme that this file handles, as the document names it. */
export const scheme = ${text(scheme)};

${comment(words)}export const ${name}: SecurityHandler = () => undefined;
`;
}

/** What clients send for a scheme, and what of it the handler gets. */
function credentialsOf({ type, scheme, in: place, name }: JsonObject): { what: string; where: string; members: string } {
  if (type === 'apiKey') {
    const holder = place === 'query' ? 'query parameter' : place === 'cookie' ? 'cookie' : 'header field';
    return { what: 'key', where: `in the ${holder} \`${name}\``, members: '`secret` is the key' };
  }
  const method = type === 'http' ? String(scheme) : 'Bearer';
  const where = `in \`Authorization: ${method.charAt(0).toUpperCase()}${method.slice(1)}\``;
  if (method.toLowerCase() === 'basic') return { what: 'password', where: `${where} (RFC 7617)`, members: '`user` and `secret` are user and password' };
  if (method.toLowerCase() === 'bearer') return { what: 'token', where: `${where} (RFC 6750 section 2.1)`, members: '`secret` is the token' };
  return { what: 'secret', where, members: '`secret` is what stands behind the method' };
}
