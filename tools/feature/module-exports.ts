import { type Declaration, type Expression, type ModuleItem, parseSync } from '@swc/core';
import { FailedBuild } from './fault.ts';

/** A value that a module exports by name; types are left out. */
export interface ModuleExport {
  readonly name: string;
  /** The value of a string constant. */
  readonly text?: string;
}

/**
 * Reads the named exports of a TypeScript module without running it.
 *
 * @param path names the module in messages
 * @throws FailedBuild for a module that cannot be parsed
 */
export function exportsOf(path: string, text: string): ModuleExport[] {
  let body: readonly ModuleItem[];
  try {
    ({ body } = parseSync(text, { syntax: 'typescript' }));
  } catch {
    throw new FailedBuild(`${path} cannot be parsed. npm run typecheck shows why.`);
  }
  return body.flatMap((item) => {
    if (item.type === 'ExportDeclaration') return declared(item.declaration);
    // The parser sets `typeOnly` for `export type { … }`, which its types do not declare.
    if (item.type !== 'ExportNamedDeclaration' || (item as { typeOnly?: boolean }).typeOnly) return [];
    return item.specifiers.flatMap((specifier) =>
      specifier.type === 'ExportSpecifier' && !specifier.isTypeOnly ? [{ name: (specifier.exported ?? specifier.orig).value }] : [],
    );
  });
}

function declared(declaration: Declaration): ModuleExport[] {
  if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') return [{ name: declaration.identifier.value }];
  if (declaration.type !== 'VariableDeclaration') return [];
  return declaration.declarations.flatMap(({ id, init }) => {
    if (id.type !== 'Identifier') return [];
    const text = stringOf(init ?? undefined);
    return [{ name: id.value, ...(text !== undefined && { text }) }];
  });
}

/** The value of a string literal, also with `as const` or `satisfies`. */
function stringOf(expression: Expression | undefined): string | undefined {
  if (expression?.type === 'StringLiteral') return expression.value;
  const inner = expression?.type === 'TsConstAssertion' || expression?.type === 'TsSatisfiesExpression' ? expression.expression : undefined;
  return inner === undefined ? undefined : stringOf(inner);
}

/**
 * The export that a list names: the only one, or the only preferred one of several.
 *
 * @param expected what the module has to export, for the message
 * @throws FailedBuild if there is none, or it is ambiguous
 */
export function listedExport(path: string, names: readonly string[], isPreferred: (name: string) => boolean, expected: string): string {
  const [only, ...others] = names.length > 1 ? names.filter(isPreferred) : names;
  if (only === undefined || others.length > 0) throw new FailedBuild(`${path} must export ${expected}; it exports ${names.join(', ') || 'no value'}.`);
  return only;
}
