import { isErrorKey, isObject, type JsonObject, readOperations } from '@petsage/openapi-compiler/internal';
import { isOneOf } from '@petsage/openapi-koa/spec';

/** The media types that errors may have: that of problems, and those that the document declares for errors of its own. */
export class ErrorTypes {
  readonly #types: readonly string[];
  /** Whether the document declares an error without content. */
  readonly #mayBeEmpty: boolean;

  constructor(document: JsonObject) {
    const contents = readOperations(document).flatMap(({ responses }) =>
      responses.filter(([key]) => isErrorKey(key)).map(([, { value }]) => Object.keys(isObject(value['content']) ? value['content'] : {})),
    );
    this.#types = [...new Set(['application/problem+json', ...contents.flat()])];
    this.#mayBeEmpty = contents.some((types) => types.length === 0);
  }

  /** @returns what is wrong with the Content-Type of an error; undefined if nothing is */
  fault(contentType: string | null): string | undefined {
    if (contentType === null ? this.#mayBeEmpty : isOneOf(this.#types, contentType)) return undefined;
    return `is ${contentType ?? 'of no media type'}, not ${this.#types.join(' or ')}`;
  }
}
