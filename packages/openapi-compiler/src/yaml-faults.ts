import { type Document, isAlias, isCollection, isPair, isScalar, type Node, visit } from 'yaml';

/** Something that YAML has and JSON has not. */
export interface YamlFault {
  /** In the text. */
  readonly offset: number;
  readonly reason: string;
}

/** Deeper than any document is, and well below of what overflows the stack. */
export const MAX_DEPTH = 256;
export const TOO_DEEP = `the document is nested deeper than ${MAX_DEPTH} levels`;

/** Tags of YAML's JSON schema (YAML 1.2.2 section 10.2). */
const TAG = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

/** Everything in a YAML document that is no JSON, which OpenAPI documents are (OpenAPI 3.0.3 section 4.2). */
export function yamlFaults(document: Document.Parsed): YamlFault[] {
  const faults: YamlFault[] = [];
  const fault = (node: Node, reason: string) => void faults.push({ offset: node.range?.[0] ?? 0, reason });
  visit(document, {
    Pair(_key, { key }) {
      if (!isScalar(key) || key.value === null) fault(key as Node, 'a key is a text');
    },
    Node(_key, node, path) {
      // A pair and its map are one level.
      if (path.filter((around) => !isPair(around)).length > MAX_DEPTH) {
        fault(node, TOO_DEEP);
        return visit.BREAK;
      }
      if (isAlias(node)) {
        const target = node.resolve(document);
        if (target === undefined) fault(node, `the alias ${node.source} has no anchor before it`);
        else if (path.includes(target)) fault(node, `the alias ${node.source} is inside of what it stands for`);
      } else if (node.tag !== undefined && !TAG.test(node.tag) && (isScalar(node) || isCollection(node))) fault(node, `the tag ${node.tag} is none of JSON's`);
      else if (isScalar(node) && typeof node.value === 'number' && !Number.isFinite(node.value)) fault(node, `${node.source} is no number of JSON`);
      return undefined;
    },
  });
  return faults;
}
