import { instanceOf, Problem, type ProblemText, type Violation } from './problem.ts';
import { contractProblems } from './registry.ts';
import { isSameList } from './violations.ts';

/** The text of a problem before its instance. */
interface Start {
  readonly base: string;
  readonly text: string;
  readonly isAscii: boolean;
}

/** The text of a violation around its pointer. */
interface ViolationText extends Pick<Violation, 'in' | 'keyword' | 'message'> {
  readonly name: string | undefined;
  readonly allowed: readonly unknown[] | undefined;
  readonly beforePointer: string;
  readonly afterPointer: string;
  readonly isAscii: boolean;
}

/** How many texts of each kind are kept: more than most documents need, and few enough for messages with names that clients make up. */
const MOST_KEPT = 500;
/** The longest text that is kept, in characters. */
const LONGEST_KEPT = 4096;

/** By detail. */
const starts = new Map<string, Start>();
/** By message; those of `enum`, which have the same message, by their list. */
const violationTexts = new Map<unknown, ViolationText>();

/**
 * The problem of a request that breaks the contract. Such problems are alike but for their pointers, and clients repeat theirs: the text
 * between the pointers is kept, as writing it is most of what a 400 costs beyond a success.
 */
export class InvalidRequestProblem extends Problem {
  constructor(detail: string, violations: readonly Violation[]) {
    super(contractProblems['invalid-request'], { detail, violations });
  }

  override toText(base: string, requestId: string, isUuid: boolean): ProblemText {
    const instance = instanceOf(base, requestId, isUuid);
    const start = this.#start(base);
    let isAscii = start.isAscii && (isUuid || !UNUSUAL.test(instance));
    let text = `${start.text}${isUuid ? instance : escaped(instance)}","violations":[`;
    let isFirst = true;
    for (const violation of this.violations ?? []) {
      if (!isFirst) text += ',';
      isFirst = false;
      const { pointer } = violation;
      if (pointer === undefined) {
        text += JSON.stringify(violation);
        isAscii = false;
      } else {
        const around = textOf(violation);
        const isPlain = !UNUSUAL.test(pointer);
        text += around.beforePointer + (isPlain ? pointer : escaped(pointer)) + around.afterPointer;
        isAscii &&= isPlain && around.isAscii;
      }
    }
    return { text: `${text}]}`, isAscii };
  }

  #start(base: string): Start {
    const known = starts.get(this.message);
    if (known?.base === base) return known;
    const { violations: _, ...rest } = this.toJson(base, undefined);
    const text = `${JSON.stringify(rest).slice(0, -1)},"instance":"`;
    const start = { base, text, isAscii: isAllAscii(text) };
    keep(starts, this.message, start, text.length);
    return start;
  }
}

function textOf(violation: Violation): ViolationText {
  const { in: location, name, keyword, message, allowed } = violation;
  const key = keyword === 'enum' ? (allowed ?? message) : message;
  const known = violationTexts.get(key);
  const isAlike = known?.in === location && known.name === name && known.keyword === keyword && known.message === message;
  if (isAlike && isSameList(known.allowed, allowed)) return known;
  const beforePointer = `${JSON.stringify({ in: location, name }).slice(0, -1)},"pointer":"`;
  const afterPointer = `",${JSON.stringify({ keyword, message, allowed }).slice(1)}`;
  const text = { in: location, name, keyword, message, allowed, beforePointer, afterPointer, isAscii: isAllAscii(beforePointer + afterPointer) };
  keep(violationTexts, key, text, beforePointer.length + afterPointer.length);
  return text;
}

function keep<Key, Text>(texts: Map<Key, Text>, key: Key, text: Text, length: number): void {
  if (length > LONGEST_KEPT) return;
  if (texts.size >= MOST_KEPT) texts.clear();
  texts.set(key, text);
}

/** What JSON has to escape, and everything beyond ASCII. */
const UNUSUAL = /[^ !#-[\]-~]/;

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);
const isAllAscii = (json: string): boolean => Buffer.byteLength(json) === json.length;
