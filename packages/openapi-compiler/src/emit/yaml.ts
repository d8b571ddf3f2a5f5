import { Document, stringify } from 'yaml';
import { stringifyString } from 'yaml/util';
import type { Units } from '../cache/units.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';

const OPTIONS = { lineWidth: 0, aliasDuplicateObjects: false, version: '1.2' } as const;

/** Most strings that are plain scalars wherever they stand: no indicator, and no colon or hash that ends them (YAML 1.2.2 section 7.3.3). */
const PLAIN = /^[A-Za-z](?:[ !"$-9;-~]|(?<! )#|:(?! |$))*(?<! )$/;
/** What a plain scalar of letters could be taken for (YAML 1.2.2 section 10.3.2). */
const OTHER_TYPES = /^(?:true|false|null)$/i;
/** A longer key needs a form of its own (YAML 1.2.2 section 7.4). */
const LONGEST_KEY = 1000;

/** What the library passes to its own functions for a string. */
type Context = Parameters<typeof stringifyString>[1];

/** What operations and components are indented by, of which most are as they were. */
const UNIT = '    ';

class LongKey extends Error {}

/**
 * JSON as YAML 1.2, to the character what `yaml` makes of it: that makes an object of every value first, and copies its settings at each of
 * them, which takes several times as long for a document of megabytes. Here the library formats the strings that need quotes, or several lines.
 *
 * @param units texts that were made before
 */
export function yamlText(value: JsonObject, units: Units): string {
  try {
    const lines: string[] = [];
    writeMap(value, '', '', lines, units);
    return `${lines.join('\n')}\n`;
  } catch (error) {
    if (error instanceof LongKey) return stringify(value, OPTIONS);
    throw error;
  }
}

/** @param first what the first line begins with, in place of the indent */
function writeMap(map: JsonObject, first: string, indent: string, lines: string[], units?: Units): void {
  let start = first;
  for (const [name, value] of Object.entries(map)) {
    if (value === undefined) continue;
    const key = name.length > LONGEST_KEY ? tooLong() : stringText(name, `${indent}  `, true);
    writeMember(`${start}${key}:`, value, indent, lines, units);
    start = indent;
  }
}

function writeMember(key: string, value: Json, indent: string, lines: string[], units?: Units): void {
  if (isEmpty(value)) lines.push(`${key} ${Array.isArray(value) ? '[]' : '{}'}`);
  else if (Array.isArray(value)) {
    lines.push(key);
    writeList(value, `${indent}  `, `${indent}  `, lines);
  } else if (isObject(value)) {
    lines.push(key);
    if (units === undefined || indent !== UNIT) writeMap(value, `${indent}  `, `${indent}  `, lines, units);
    else lines.push(units.get(`yaml ${JSON.stringify(value)}`, () => ({ text: linesOf(value, `${indent}  `), facts: null })).text);
  } else lines.push(`${key} ${scalarText(value, `${indent}  `)}`);
}

function writeList(list: readonly Json[], first: string, indent: string, lines: string[]): void {
  let start = first;
  for (const item of list) {
    if (isEmpty(item)) lines.push(`${start}- ${Array.isArray(item) ? '[]' : '{}'}`);
    else if (Array.isArray(item)) writeList(item, `${start}- `, `${indent}  `, lines);
    else if (isObject(item)) writeMap(item, `${start}- `, `${indent}  `, lines);
    else lines.push(`${start}- ${scalarText(item, `${indent}  `)}`);
    start = indent;
  }
}

function linesOf(map: JsonObject, indent: string): string {
  const lines: string[] = [];
  writeMap(map, indent, indent, lines);
  return lines.join('\n');
}

function scalarText(value: null | boolean | number | string, indent: string): string {
  if (typeof value === 'string') return stringText(value, indent, false);
  return Object.is(value, -0) ? '-0' : JSON.stringify(value);
}

function stringText(value: string, indent: string, implicitKey: boolean): string {
  if (PLAIN.test(value) && !OTHER_TYPES.test(value)) return value;
  context ??= newContext();
  return stringifyString({ value } as never, Object.assign(context, { indent, implicitKey }));
}

let context: Context | undefined;

function newContext(): Context {
  return {
    doc: new Document(null, OPTIONS),
    indentStep: '  ',
    inFlow: null,
    actualString: true,
    options: {
      blockQuote: true,
      defaultKeyType: null,
      defaultStringType: 'PLAIN',
      doubleQuotedAsJSON: false,
      doubleQuotedMinMultiLineLength: 40,
      lineWidth: 0,
      minContentWidth: 20,
      singleQuote: null,
    },
  } as unknown as Context;
}

function tooLong(): never {
  throw new LongKey();
}

const isEmpty = (value: Json) => typeof value === 'object' && value !== null && Object.keys(value).length === 0;
