import { type Document, isAlias, isCollection, isPair, isScalar, type Node, visit } from 'yaml';
import type { TextFinding } from '../diagnostics/diagnostic.ts';

/** Deeper than any document is, and well below of what overflows the stack. */
export const MAX_DEPTH = 256;
export const TOO_DEEP = `the document is nested deeper than ${MAX_DEPTH} levels`;

/** Tags of YAML's JSON schema (YAML 1.2.2 section 10.2). */
const TAG = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

/**
 * Everything in a YAML document that has no counterpart in JSON, in which OpenAPI documents can be written as well (OpenAPI 3.0.3 section
 * 4.2). What is fatal prevents reading the document any further.
 */
export function yamlFindings(document: Document.Parsed): { fatal: TextFinding[]; others: TextFinding[] } {
  const fatal: TextFinding[] = [];
  const others: TextFinding[] = [];
  const found = (list: TextFinding[], code: TextFinding['code'], node: Node, reason: string) => void list.push({ code, offset: node.range?.[0] ?? 0, reason });
  visit(document, {
    Pair(_key, { key }) {
      if (!isScalar(key) || key.value === null) found(others, 'not-json', key as Node, 'a key must be a string; quote it, such as "null"');
      else if (key.value === '<<' && key.type === 'PLAIN')
        found(others, 'merge-key', key, '`<<` merges nothing in YAML 1.2, which OpenAPI uses; write the members out, or use `$ref` or `allOf`');
    },
    Node(_key, node, path) {
      // A pair and its map are one level.
      if (path.filter((around) => !isPair(around)).length > MAX_DEPTH) {
        found(fatal, 'nested-too-deep', node, TOO_DEEP);
        return visit.BREAK;
      }
      if (isAlias(node)) {
        const target = node.resolve(document);
        if (target === undefined) found(fatal, 'not-json', node, `the alias ${node.source} has no anchor before it`);
        else if (path.includes(target)) found(fatal, 'not-json', node, `the alias ${node.source} is inside of its own anchor; use a \`$ref\``);
      } else if (node.tag !== undefined && !TAG.test(node.tag) && (isScalar(node) || isCollection(node)))
        found(others, 'not-json', node, `the tag ${node.tag} has no counterpart in JSON; write a plain value`);
      else if (isScalar(node) && typeof node.value === 'number' && !Number.isFinite(node.value))
        found(others, 'not-json', node, `${node.source} is not a number in JSON; write a finite one`);
      return undefined;
    },
  });
  return { fatal, others };
}
