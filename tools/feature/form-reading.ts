import {
  DEFAULT_BODY_LIMITS,
  type Form,
  fieldOf,
  isInexact,
  memberPointer,
  plainPairs,
  readForm,
  readMembers,
  type ValueViolation,
  validateCoerced,
  violationOf,
} from '@petsage/openapi-koa/internal';
import { type FormSpec, isJson, isOneOf, kindOf, type Validator } from '@petsage/openapi-koa/spec';
import type { ExampleBody, Part } from './request-example.ts';

/** A media type that no document names. */
const NO_TYPE = 'x-none/x-none';

/** A form under its media type, as the contract layer reads it. */
export interface FormType {
  readonly table: FormSpec;
  readonly validate: Validator;
}

/** @returns what the contract layer says of a form; undefined where more than its schema decides */
export function formViolations({ table, validate }: FormType, { text, parts }: ExampleBody): ValueViolation[] | undefined {
  const form = parts === undefined ? readForm(text ?? '', table, DEFAULT_BODY_LIMITS.jsonDepthLimit) : readParts(parts, table);
  if (form === undefined || form.violations.length > 0) return undefined;
  return validateCoerced(validate, form.members, () => form.coercedValues).map((error) => violationOf(error, form.members, isInexact));
}

/** A form with a part in a media type that its field does not take, and what the contract layer says of it. */
export interface OtherPart {
  readonly name: string;
  readonly parts: readonly Part[];
  readonly violation: Pick<ValueViolation, 'pointer' | 'keyword'>;
}

/** The first part of each field whose media types the document names (`encoding`, OpenAPI 3.0.3 section 4.7.15), in another one. */
export function otherParts(type: FormType, parts: readonly Part[]): OtherPart[] {
  return parts.flatMap((part, index) => {
    const { name } = part;
    const field = fieldOf(name, type.table);
    if (field?.contentTypes === undefined || isOneOf(field.contentTypes, NO_TYPE) || parts.findIndex((other) => other.name === name) !== index) return [];
    const pointer = memberPointer(name);
    // Of a member that could not be read enough is said; all else has to be right.
    const rest = formViolations(type, { type: '', parts: parts.filter((other) => other !== part) });
    if (rest?.some((violation) => violation.keyword !== 'required' || violation.pointer !== '')) return [];
    const changed = parts.map((other) => (other === part ? { ...part, type: NO_TYPE } : other));
    return [{ name, parts: changed, violation: { pointer: field.list ? `${pointer}/0` : pointer, keyword: 'contentType' } }];
  });
}

/** @returns undefined where the media type of a part decides what it is */
function readParts(parts: readonly Part[], table: FormSpec): Form | undefined {
  const texts: [name: string, text: string][] = [];
  const files = new Map<string, object[]>();
  for (const { name, content, filename, type } of parts) {
    const field = fieldOf(name, table);
    const isFile = field?.file === true && (field.value === undefined || filename !== undefined);
    if (isFile) files.set(name, [...(files.get(name) ?? []), {}]);
    else if (filename !== undefined || (type !== undefined && (isJson(type) ? field?.value !== undefined : kindOf(type) !== 'text'))) return undefined;
    else texts.push([name, content]);
  }
  const { members, violations, coercedValues } = readMembers(plainPairs(texts), table, DEFAULT_BODY_LIMITS.jsonDepthLimit);
  for (const [name, list] of files) {
    if (Object.hasOwn(members, name) || (list.length > 1 && !fieldOf(name, table)?.list)) return undefined;
    members[name] = fieldOf(name, table)?.list ? list : list[0];
  }
  return { members, violations, coercedValues };
}
