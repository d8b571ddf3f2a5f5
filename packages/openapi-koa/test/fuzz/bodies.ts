import { multipart, type Part, queryPairs } from './encode.ts';
import { sumOf } from './handlers.ts';
import type { Draft } from './message.ts';
import type { Random } from './random.ts';
import { mutated, type Schema, type Values } from './values.ts';

/** Most bodies are short; some are as long as several reads of a socket. */
const LONG_BYTES = 100_000;
const MAX_TEXT = 500;

/**
 * Gives a request a body in one of the media types of its operation.
 *
 * @returns what the handler has to get
 */
export function bodyDraft(random: Random, values: Values, draft: Draft, content: Schema, isDamaged: boolean): unknown {
  const type = random.pick(Object.keys(content));
  const { schema = {}, encoding = {} } = content[type] as Record<string, Schema>;
  if (type === 'application/x-www-form-urlencoded') return form(random, values, draft, schema, encoding, isDamaged);
  if (type === 'multipart/form-data') return upload(random, values, draft, schema, isDamaged);
  if (type.startsWith('text/')) {
    const text = random.text(1, MAX_TEXT).toWellFormed();
    draft.body = Buffer.from(text);
    draft.headers.push(['Content-Type', random.chance(0.5) ? type : `${type}; charset=utf-8`]);
    return text;
  }
  if (type.includes('json')) {
    const made = values.valid(schema);
    const value = isDamaged ? mutated(random, made) : made;
    draft.body = Buffer.from(JSON.stringify(value, null, random.pick([undefined, undefined, 1])) ?? 'null');
    draft.headers.push(['Content-Type', type.replace('*', random.word()) + random.pick(['', '; charset=utf-8', ';charset="UTF-8"'])]);
    return value;
  }
  draft.body = Buffer.concat([Buffer.from([random.below(256)]), random.bytes(random.chance(0.1) ? LONG_BYTES : MAX_TEXT)]);
  draft.headers.push(['Content-Type', type.replaceAll('*', random.pick(['png', 'x-odd', 'b']))]);
  return draft.body;
}

function form(random: Random, values: Values, draft: Draft, schema: Schema, encoding: Schema, isDamaged: boolean): unknown {
  const made = values.valid(schema) as Schema;
  const value = isDamaged ? (mutated(random, made) as Schema) : made;
  const pairs = Object.entries(typeof value === 'object' && value !== null ? value : {}).map(([name, member]) => {
    const { style = 'form', explode = style === 'form', contentType } = (encoding[name] ?? {}) as { style?: string; explode?: boolean; contentType?: string };
    return queryPairs(name, style, explode, contentType === undefined ? member : JSON.stringify(member));
  });
  draft.body = Buffer.from(
    pairs
      .filter((pair) => pair !== '')
      .join('&')
      .replaceAll('%20', () => random.pick(['%20', '+'])),
  );
  draft.headers.push(['Content-Type', 'application/x-www-form-urlencoded']);
  return value;
}

function upload(random: Random, values: Values, draft: Draft, schema: Schema, isDamaged: boolean): unknown {
  const { properties = {} } = schema as Record<string, Schema>;
  const members: Record<string, unknown> = { name: random.word() + random.text(0, 20) };
  const parts: Part[] = [{ name: 'name', bytes: Buffer.from(String(members['name'])) }];
  const file = (name: string, type: string) => {
    const bytes = random.bytes(random.chance(0.05) ? LONG_BYTES : MAX_TEXT);
    const filename = `${random.word()}.bin`;
    parts.push({ name, filename, type, bytes });
    return { filename, contentType: type, size: bytes.length, sum: sumOf(bytes) };
  };
  if (random.chance(0.5)) {
    members['age'] = values.valid(properties['age']);
    parts.push({ name: 'age', bytes: Buffer.from(String(members['age'])) });
  }
  if (random.chance(0.5)) {
    members['meta'] = { by: random.text() };
    parts.push({ name: 'meta', type: 'application/json', bytes: Buffer.from(JSON.stringify(members['meta'])) });
  }
  if (random.chance(0.5)) members['avatar'] = file('avatar', 'image/png');
  if (random.chance(0.5))
    members['photos'] = Array.from({ length: random.between(1, 5) }, () => file('photos', random.pick(['image/gif', 'application/octet-stream'])));
  // It is the last part, and its size is unknown.
  if (random.chance(0.5)) members['clip'] = { ...file('clip', 'video/mp4'), size: undefined };
  const boundary = `boundary-${random.word(20, 40)}`;
  draft.body = multipart(boundary, isDamaged ? parts.toSorted(() => random.below(3) - 1).slice(random.below(2)) : parts);
  draft.headers.push(['Content-Type', `multipart/form-data; boundary=${boundary}`]);
  return members;
}
