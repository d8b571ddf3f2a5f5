import { isJson, isText } from '@petsage/openapi-koa/spec';
import { bodyKind, bodySchema, isOpenRange } from './bodies.ts';
import { fileKind } from './file-parts.ts';
import { type Form, wholeForm } from './forms.ts';
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

/** The schemas that responses are validated against. */
export function responseUses({ operations }: Api, closes: boolean): Use[] {
  return operations.flatMap(({ responses }) =>
    responses.flatMap(({ isOpen, headers, content }) => {
      const form: Form = isOpen ? 'unconstrained' : wholeForm(closes);
      return [...headers.flatMap(({ schema }) => schema ?? []), ...validatedContent(content).map(({ schema }) => schema)].map((schema) => ({ schema, form }));
    }),
  );
}
