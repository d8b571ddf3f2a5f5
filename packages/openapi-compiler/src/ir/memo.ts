import type { JsonObject } from '../parse/source-document.ts';

interface State<Answer> {
  readonly known: Map<string, Answer>;
  readonly asked: Set<string>;
  /** Whether an answer was left out since the outermost question, as its own question was still open. */
  circular: boolean;
}

/**
 * Answers that schemas give by those that they refer to, each found once for a document: layers of alternatives lead to the same schema in
 * ever more ways.
 */
export class Questions<Answer> {
  readonly #states = new WeakMap<JsonObject, State<Answer>>();
  readonly #nothing: Answer;

  /** @param nothing what a schema says that leads back to itself */
  constructor(nothing: Answer) {
    this.#nothing = nothing;
  }

  /**
   * @param root     a document that does not change any more
   * @param question the same for what is the same question
   * @param find     asks further questions
   */
  ask(root: JsonObject, question: string, find: () => Answer): Answer {
    const state = this.#states.get(root) ?? { known: new Map(), asked: new Set(), circular: false };
    this.#states.set(root, state);
    const known = state.known.get(question);
    if (known !== undefined) return known;
    if (state.asked.has(question)) {
      state.circular = true;
      return this.#nothing;
    }
    state.asked.add(question);
    const answer = find();
    state.asked.delete(question);
    // Inside of a circle an answer may lack what the question around it would add.
    if (state.asked.size === 0) state.circular = false;
    else if (state.circular) return answer;
    state.known.set(question, answer);
    return answer;
  }
}
