import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** A pattern of a schema as ECMA-262 reads it. */
export interface ParsedPattern {
  readonly source: string;
  /** Whether it is read by code points, as JSON Schema asks for, or by units of UTF-16. */
  readonly unicode: boolean;
  readonly alternatives: readonly AST.Alternative[];
}

const parser = new RegExpParser({ ecmaVersion: 2025 });

/**
 * Parses a regular expression without flags but `u`, `i` and `s`.
 *
 * @throws SyntaxError where it is no regular expression
 */
export function parsePattern(source: string, unicode: boolean): ParsedPattern {
  const { alternatives } = parser.parsePattern(source, 0, source.length, { unicode });
  return { source, unicode, alternatives };
}

/** Whether a node stands for one character. */
export function isCharacter(node: AST.Element): node is AST.Character | AST.CharacterClass | AST.CharacterSet | AST.ExpressionCharacterClass {
  return node.type === 'Character' || node.type === 'CharacterClass' || node.type === 'CharacterSet' || node.type === 'ExpressionCharacterClass';
}

export const isLookaround = (node: AST.Element): node is AST.LookaroundAssertion =>
  node.type === 'Assertion' && (node.kind === 'lookahead' || node.kind === 'lookbehind');

/** The alternatives inside of an element. */
export function alternativesOf(node: AST.Element): readonly AST.Alternative[] {
  if (node.type === 'Group' || node.type === 'CapturingGroup' || isLookaround(node)) return node.alternatives;
  return [];
}

/** All elements, those inside of others too. */
export function* elementsOf(alternatives: readonly AST.Alternative[]): Generator<AST.Element> {
  for (const { elements } of alternatives)
    for (const element of elements) {
      yield element;
      if (element.type === 'Quantifier') {
        yield element.element;
        yield* elementsOf(alternativesOf(element.element));
      } else yield* elementsOf(alternativesOf(element));
    }
}

/** The groups that a back-reference may refer to: several where alternatives have groups of the same name. */
export const groupsOf = ({ resolved }: AST.Backreference): readonly AST.CapturingGroup[] => [resolved].flat();
