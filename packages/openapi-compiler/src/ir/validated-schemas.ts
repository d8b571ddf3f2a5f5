import { isJson, isText } from '@petsage/openapi-koa/spec';
import { bodyKind, bodySchema, isOpenRange } from './bodies.ts';
import { fileKind } from './file-parts.ts';
import { responseForm, wholeForm } from './forms.ts';
import type { Api, MediaType } from './operation.ts';
import type { Use } from './uses.ts';

type Described = MediaType & { readonly schema: NonNullable<MediaType['schema']> };

/** The media types whose bodies are validated. */
export function validatedBodies(content: readonly MediaType[]): Described[] {
  return content.filter((media): media is Described => bodySchema(media) !== undefined && bodyKind(media) !== 'binary');
}

/** The media types whose responses are validated. */
export function validatedContent(content: readonly MediaType[]): Described[] {
  return content.filter((media): media is Described => {
    const schema = bodySchema(media);
    return schema !== undefined && (isJson(media.type) || isText(media.type) || (isOpenRange(media.type) && fileKind(schema) !== 'file'));
  });
}

/** The schemas that requests are validated against. */
export function requestUses({ operations }: Api): Use[] {
  return operations.flatMap(({ parameters, body }) =>
    [...parameters.flatMap(({ schema }) => schema ?? []), ...validatedBodies(body?.content ?? []).map(({ schema }) => schema)].map((schema) => ({
      schema,
      form: wholeForm(false),
    })),
  );
}

/**
 * The schemas that responses are validated against.
 *
 * @param isOpenByDefault whether responses may have properties that the document does not name, where it does not say so
 */
export function responseUses({ operations }: Api, isOpenByDefault: boolean): Use[] {
  return operations.flatMap(({ responses }) =>
    responses.flatMap(({ isOpen, headers, content }) => {
      const form = responseForm(isOpen ?? isOpenByDefault);
      return [...headers.flatMap(({ schema }) => schema ?? []), ...validatedContent(content).map(({ schema }) => schema)].map((schema) => ({ schema, form }));
    }),
  );
}
