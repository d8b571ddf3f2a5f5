import { essenceOf, kindOf } from '@petsage/openapi-koa/spec';
import type { Api, DescribedValue, Encoding, EncodingStyle, Header, MediaType, Operation, Parameter, RequestBody, Response } from '../ir/operation.ts';
import { isObject, type Json, type JsonObject, joinPointer, type Located, located } from '../json.ts';
import type { ExactAt } from './int64.ts';
import { type DocumentOperation, readOperations } from './operations.ts';
import { type NullableReading, schema30 } from './schema-3.0.ts';
import { SCHEMA_3_1 } from './schema-3.1.ts';
import { SchemaParser } from './schema-parser.ts';
import { isOpenApi30 } from './version.ts';

/** The patch versions in which the items of a label are separated by dots; later ones have commas. */
const DOTTED_LABELS = /^3\.(?:0\.[0-3]|1\.0)$/;

/** Reads a document of any version. Of two operations that share a component each has its own copy of it; schemas are shared. */
export class ApiParser {
  readonly schemas: SchemaParser;
  readonly #root: JsonObject;
  readonly #isOld: boolean;

  /**
   * @param root             the document, its references normalized, without what cannot be used
   * @param options.nullable what `nullable: true` of OpenAPI 3.0 means
   * @param options.exactAt  the integers of the document that a double cannot represent
   */
  constructor(root: JsonObject, { nullable = 'intended', exactAt }: { readonly nullable?: NullableReading; readonly exactAt?: ExactAt } = {}) {
    this.#root = root;
    this.#isOld = isOpenApi30(root);
    this.schemas = new SchemaParser(root, this.#isOld ? schema30(nullable) : SCHEMA_3_1, exactAt);
  }

  api(operations: readonly DocumentOperation[] = readOperations(this.#root)): Api {
    const read = operations.map((operation) => this.operation(operation));
    return {
      operations: read,
      hasInt64: [...this.schemas.schemas()].some(({ int64 }) => int64 !== undefined),
      schemas: new Map(
        Object.keys(located(this.#root, '/components/schemas')?.value ?? {}).flatMap((name) => {
          const schema = this.schemas.at(joinPointer('/components/schemas', name));
          return schema === undefined ? [] : [[name, schema] as const];
        }),
      ),
      securitySchemes: new Map(
        Object.keys(located(this.#root, '/components/securitySchemes')?.value ?? {}).map((name) => [
          name,
          located(this.#root, joinPointer('/components/securitySchemes', name))?.value ?? {},
        ]),
      ),
    };
  }

  operation({ operationId, method, path, pointer, value, security, parameters, body, responses }: DocumentOperation): Operation {
    const { summary, deprecated } = value;
    const isOpen = flagOf(value, 'x-open-response');
    return {
      pointer,
      operationId,
      method,
      path,
      summary: typeof summary === 'string' ? summary : undefined,
      deprecated: deprecated === true,
      security,
      closedQuery: (value['x-closed-query'] ?? this.#root['x-closed-query']) === true,
      parameters: parameters.map((parameter) => this.parameter(parameter)),
      body: body === undefined ? undefined : this.body(body, value['x-body-limit-bytes']),
      responses: responses.map(([key, response]) => this.response(key, response, isOpen)),
    };
  }

  parameter(parameter: Located): Parameter {
    const { value } = parameter;
    const place = value['in'] as Parameter['in'];
    const style = (value['style'] ?? (place === 'path' || place === 'header' ? 'simple' : 'form')) as Parameter['style'];
    return {
      ...this.#described(String(value['name']), parameter),
      in: place,
      style,
      explode: typeof value['explode'] === 'boolean' ? value['explode'] : style === 'form',
      labelSeparator: DOTTED_LABELS.test(String(this.#root['openapi'])) ? '.' : ',',
      allowEmptyValue: value['allowEmptyValue'] === true && place === 'query',
      multiSegment: place === 'path' && value['x-multi-segment'] === true,
    };
  }

  #described(name: string, { value, pointer }: Located): DescribedValue {
    const [type] = value['schema'] === undefined ? Object.keys(isObject(value['content']) ? value['content'] : {}) : [];
    return {
      pointer,
      name,
      required: value['required'] === true,
      schema: this.schemas.at(type === undefined ? joinPointer(pointer, 'schema') : joinPointer(pointer, 'content', type, 'schema')),
      mediaType: type,
    };
  }

  body(body: Located, operationLimit?: Json): RequestBody {
    const limitBytes = body.value['x-body-limit-bytes'] ?? operationLimit;
    return {
      pointer: body.pointer,
      required: body.value['required'] === true,
      limitBytes: typeof limitBytes === 'number' ? limitBytes : undefined,
      content: this.#content(body),
    };
  }

  /** @param isOpen what the operation says of its responses */
  response(key: string, response: Located, isOpen?: boolean): Response {
    const { value, pointer } = response;
    const names = Object.keys(isObject(value['headers']) ? value['headers'] : {}).filter((name) => name.toLowerCase() !== 'content-type');
    return {
      pointer,
      key,
      isOpen: flagOf(value, 'x-open-response') ?? isOpen,
      headers: names.flatMap((name): Header[] => {
        const header = located(this.#root, joinPointer(pointer, 'headers', name));
        return header === undefined ? [] : [{ ...this.#described(name, header), explode: header.value['explode'] === true }];
      }),
      content: this.#content(response),
    };
  }

  #content({ value, pointer }: Located): MediaType[] {
    return Object.keys(isObject(value['content']) ? value['content'] : {}).map((type) => this.mediaType(type, joinPointer(pointer, 'content', type)));
  }

  /** @param pointer of the Media Type Object */
  mediaType(type: string, pointer: string): MediaType {
    const encodings = located(this.#root, joinPointer(pointer, 'encoding'))?.value ?? {};
    return {
      pointer,
      type,
      schema: this.schemas.at(joinPointer(pointer, 'schema')),
      encodings: new Map(Object.entries(encodings).flatMap(([name, value]) => (isObject(value) ? [[name, this.#encoding(value, type)]] : []))),
    };
  }

  #encoding(value: JsonObject, type: string): Encoding {
    const style = this.#encodingStyle(value, type);
    const { contentType } = value;
    const isRead = style === undefined && typeof contentType === 'string';
    return { style, contentTypes: isRead ? contentType.split(',').map((each) => each.trim().toLowerCase()) : undefined };
  }

  /** Whether encodings of a media type may have a style: 3.0 has styles in urlencoded forms only (section 4.7.15.1), 3.1 in multipart forms, too. */
  hasEncodingStyles(type: string): boolean {
    return !this.#isOld || kindOf(essenceOf(type)) !== 'multipart';
  }

  #encodingStyle({ style: given, explode, allowReserved }: JsonObject, type: string): EncodingStyle | undefined {
    if (given === undefined && explode === undefined && allowReserved === undefined) return undefined;
    if (!this.hasEncodingStyles(type)) return undefined;
    const style = (given ?? 'form') as EncodingStyle['style'];
    return { style, explode: typeof explode === 'boolean' ? explode : style === 'form' || style === 'deepObject' };
  }
}

function flagOf(value: JsonObject, name: string): boolean | undefined {
  const flag = value[name];
  return typeof flag === 'boolean' ? flag : undefined;
}
