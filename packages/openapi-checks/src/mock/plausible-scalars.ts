import type { Faker } from '@faker-js/faker';
import type { Json } from '@petsage/openapi-compiler/internal';
import { patternExample } from '../lib/pattern-example.ts';
import { matches } from '../schemas/members.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import { patternText } from './pattern-text.ts';

/** How often a text is drawn until it matches. */
const DRAWS = 60;
/** Times of generated values: the same in every run, so that a seed gives the same values. */
const [FROM, TO] = ['2024-01-01T00:00:00Z', '2026-12-31T23:59:59Z'];

type Draw = (faker: Faker) => string;

const moment = (faker: Faker) => `${faker.date.between({ from: FROM, to: TO }).toISOString().slice(0, 19)}Z`;
/** JSON Schema 2020-12, Validation section 7.3; OpenAPI Format Registry. */
const FORMATS: Readonly<Record<string, Draw>> = {
  'date-time': moment,
  date: (faker) => moment(faker).slice(0, 10),
  time: (faker) => moment(faker).slice(11),
  duration: (faker) => `PT${faker.number.int({ min: 1, max: 90 })}M`,
  uuid: (faker) => faker.string.uuid(),
  email: (faker) => faker.internet.exampleEmail().toLowerCase(),
  'idn-email': (faker) => faker.internet.exampleEmail().toLowerCase(),
  hostname: (faker) => `${faker.internet.domainWord()}.example`,
  'idn-hostname': (faker) => `${faker.internet.domainWord()}.example`,
  ipv4: (faker) => `192.0.2.${faker.number.int({ min: 1, max: 254 })}`,
  ipv6: (faker) => `2001:db8::${faker.number.int({ min: 1, max: 9999 })}`,
  uri: (faker) => `https://${faker.internet.domainWord()}.example/${faker.lorem.slug(1)}`,
  url: (faker) => `https://${faker.internet.domainWord()}.example/${faker.lorem.slug(1)}`,
  'uri-reference': (faker) => `/${faker.lorem.slug(2)}`,
  iri: (faker) => `https://${faker.internet.domainWord()}.example/`,
  'iri-reference': (faker) => `/${faker.lorem.slug(1)}`,
  'uri-template': (faker) => `/${faker.lorem.slug(1)}/{id}`,
  'json-pointer': (faker) => `/${faker.word.noun().replace(/\W/g, '')}`,
  'relative-json-pointer': (faker) => `${faker.number.int({ max: 3 })}`,
  regex: () => '^[a-z]+$',
  'date-time-local': (faker) => moment(faker).slice(0, -1),
  'time-local': (faker) => moment(faker).slice(11, -1),
  'http-date': (faker) => new Date(moment(faker)).toUTCString(),
  'media-range': () => 'text/*',
  char: (faker) => faker.string.alpha(1),
  byte: (faker) => Buffer.from(faker.word.words(2)).toString('base64'),
  base64url: (faker) => Buffer.from(faker.word.words(2)).toString('base64url'),
  password: (faker) => faker.internet.password(),
};

/** For a format beside a short `maxLength`. */
const SHORTEST: Readonly<Record<string, string>> = {
  email: 'a@b.example',
  hostname: 'a.example',
  uri: 'urn:a:b',
  url: 'http://a.b',
  'uri-reference': '/',
  iri: 'urn:a:b',
  byte: 'YQ==',
};

/** What a text stands for, by the name of its property: the first that matches. */
const NAMES: readonly (readonly [RegExp, Draw])[] = [
  [/^(?:first|given)_?name$/i, (faker) => faker.person.firstName()],
  [/^(?:last|family|sur)_?name$/i, (faker) => faker.person.lastName()],
  [/(?:^|_)(?:author|owner|customer|full_?name|person|contact)$/i, (faker) => faker.person.fullName()],
  [/(?:user_?name|login|handle|nick_?name)$/i, (faker) => faker.internet.username().toLowerCase()],
  [/species|animal/i, (faker) => faker.animal.type()],
  [/breed/i, (faker) => faker.animal.dog()],
  [/pet.?name|^name$/i, (faker) => faker.animal.petName()],
  [/name$/i, (faker) => faker.person.fullName()],
  [/e?mail/i, (faker) => faker.internet.exampleEmail().toLowerCase()],
  [/phone|mobile|fax/i, (faker) => `+1 555 01${faker.string.numeric(2)}`],
  [/street|address/i, (faker) => faker.location.streetAddress()],
  [/city|town/i, (faker) => faker.location.city()],
  [/country/i, (faker) => faker.location.countryCode()],
  [/state|region|province/i, (faker) => faker.location.state()],
  [/zip|post_?al|postcode/i, (faker) => faker.location.zipCode()],
  [/currency/i, (faker) => faker.finance.currencyCode()],
  [/colou?r/i, (faker) => faker.color.human()],
  [/(?:url|uri|link|href|website|image|photo|avatar)$/i, (faker) => `https://${faker.internet.domainWord()}.example/${faker.lorem.slug(1)}`],
  [/product|item/i, (faker) => faker.commerce.productName()],
  [/company|organi[sz]ation|brand/i, (faker) => faker.company.name()],
  [/isbn/i, (faker) => faker.commerce.isbn()],
  [/(?:^|_)(?:id|key|token|cursor|next|etag)$|Id$/i, (faker) => faker.string.alphanumeric(12)],
  [/(?:_at|At|date|time|timestamp)$/, moment],
  [/version/i, (faker) => faker.system.semver()],
  [/lang|locale/i, () => 'en'],
  [/title|subject|headline/i, (faker) => faker.book.title()],
  [/description|text|message|comment|note|summary|body|detail|content/i, (faker) => faker.word.words({ count: { min: 4, max: 9 } })],
];

/**
 * A text that a schema allows, if one is found.
 *
 * @param name of its property, or of the one that holds it in a list
 */
export function plausibleText(view: SchemaView, name: string, faker: Faker): string {
  const patterns = texts(view, 'pattern');
  const [least, most] = [Math.max(0, ...numbers(view, 'minLength')), Math.min(Infinity, ...numbers(view, 'maxLength'))];
  const fits = (text: string) => [...text].length >= least && [...text].length <= most && patterns.every((pattern) => matches(pattern, text));
  const format = texts(view, 'format').find((each) => FORMATS[each] !== undefined);
  const draw = FORMATS[format ?? ''] ?? NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? ((each: Faker) => each.word.noun());
  for (let count = 0; count < (patterns.length > 0 || least > 0 || most < Infinity ? DRAWS : 1); count++) {
    const text = draw(faker);
    if (fits(text)) return text;
  }
  const short = SHORTEST[format ?? ''];
  if (format !== undefined) return short !== undefined && fits(short) ? short : draw(faker);
  const candidates = patterns.length === 0 ? [sized(draw(faker), least, most)] : patterns.flatMap((pattern) => ofPattern(pattern, least, most, faker));
  // Several patterns may each describe a part of the text.
  return [...candidates, candidates.join(''), candidates.toReversed().join('')].find(fits) ?? candidates[0] ?? '';
}

function sized(text: string, least: number, most: number): string {
  let long = text;
  while ([...long].length < least) long += ` ${text}`;
  return [...long].slice(0, Math.max(least, Math.min(most, [...text].length))).join('');
}

function ofPattern(pattern: string, least: number, most: number, faker: Faker): string[] {
  const drawn = Array.from({ length: 20 }, () => patternText(pattern, faker, least) ?? '').filter(
    (text) => matches(pattern, text) && [...text].length >= least && [...text].length <= most,
  );
  const made = patternExample(pattern, least, most);
  return [...drawn.slice(0, 1), ...(made === undefined ? [] : [made])];
}

/** What numbers of these names are, at most. */
const AMOUNTS: readonly (readonly [RegExp, number, number])[] = [
  [/year/i, 2000, 2026],
  [/month/i, 1, 12],
  [/day/i, 1, 28],
  [/age|lives/i, 1, 15],
  [/rating|stars|score/i, 1, 5],
  [/percent/i, 0, 100],
  [/lat(?:itude)?$/i, -90, 90],
  [/lo?ng?(?:itude)?$/i, -180, 180],
  [/price|cost|amount|total/i, 1, 200],
  [/weight/i, 1, 40],
];

/** A number that a schema allows. */
export function plausibleNumber(view: SchemaView, name: string, isWhole: boolean, faker: Faker): number {
  const step = numbers(view, 'multipleOf')[0] ?? (isWhole ? 1 : 0.01);
  const exclusive = (keyword: string) => view.values(keyword).flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  const isOpen = (keyword: string) => view.values(keyword).some(({ value }) => value === true);
  const least = Math.max(
    -Infinity,
    ...numbers(view, 'minimum').map((value) => (isOpen('exclusiveMinimum') ? value + tiny(value) : value)),
    ...exclusive('exclusiveMinimum').map((value) => value + tiny(value)),
  );
  const most = Math.min(
    Infinity,
    ...numbers(view, 'maximum').map((value) => (isOpen('exclusiveMaximum') ? value - tiny(value) : value)),
    ...exclusive('exclusiveMaximum').map((value) => value - tiny(value)),
  );
  const [, low = 1, high = 100] = AMOUNTS.find(([pattern]) => pattern.test(name)) ?? [];
  const from = Math.max(least, most < low ? (least === -Infinity ? most - (high - low) : least) : low);
  const to = Math.min(most, from > high ? from + (high - low) : Math.max(high, from));
  const [first, last] = [Math.ceil(from / step - 1e-9), Math.floor(to / step + 1e-9)];
  // Bounds that are closer than a step, of a number that needs none.
  if (first > last)
    return view.value('multipleOf') === undefined && !isWhole ? (Math.max(least, from) + Math.min(most, to)) / 2 : Math.ceil(least / step) * step;
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last)) return rounded(first * step);
  return rounded(faker.number.int({ min: first, max: last }) * step);
}

/** A distance that makes a bound exclusive, and is lost in no addition. */
function tiny(value: number): number {
  return Math.max(Math.abs(value) * 1e-12, 1e-9);
}

function rounded(value: number): number {
  return Number(value.toPrecision(15));
}

function numbers(view: SchemaView, keyword: string): number[] {
  return view.values(keyword).flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
}

function texts(view: SchemaView, keyword: string): string[] {
  return view.values(keyword).flatMap(({ value }: { value: Json }) => (typeof value === 'string' ? [value] : []));
}
