import Negotiator from 'negotiator';
import { findDeclared, isRange } from './media-type.ts';

const CACHED_LENGTH = 256;
const CACHE_ENTRIES = 64;
/** JSON has no charset parameter (RFC 8259 section 11), yet clients ask for `application/json; charset=utf-8`. */
const CHARSET = /;\s*charset\s*=\s*(?:"[^"]*"|[^\s;,]*)/gi;

/** Content negotiation for one operation, with the outcomes for the Accept fields that its clients really send kept. */
export class AcceptTable {
  readonly #offered: string[];
  /** Those of what is offered that are ranges, in lower case. */
  readonly #ranges: readonly string[];
  /** The document itself offers any media type, so no field can exclude all of them. */
  readonly #anything: boolean;
  /** Whether answers differ by the field, so that a cache has to know (RFC 9110 section 12.5.5). */
  readonly varies: boolean;
  readonly #outcomes = new Map<string, readonly string[]>();

  /** @param offered media types that the document declares for success, document order */
  constructor(offered: readonly string[]) {
    this.#offered = [...offered];
    this.#ranges = this.#offered.filter(isRange).map((range) => range.toLowerCase());
    this.#anything = offered.includes('*/*');
    this.varies = !this.#anything && (this.#offered.length > 1 || this.#ranges.length > 0);
  }

  /**
   * @param accept raw Accept field value; undefined when absent
   * @returns the offered media types that the client takes, the preferred one first; empty when it takes none. What it names of an
   *   offered range stands for the range
   * @see RFC 9110 section 12.5.1
   */
  choose(accept: string | undefined): readonly string[] {
    if (accept === undefined || accept === '*/*' || accept === '' || this.#anything) return this.#offered;
    const known = this.#outcomes.get(accept);
    if (known !== undefined) return known;
    const outcome = this.#negotiate(accept.replace(CHARSET, ''));
    if (accept.length <= CACHED_LENGTH) {
      // Clients of one service send few different fields; whoever sends many only empties the cache.
      if (this.#outcomes.size >= CACHE_ENTRIES) this.#outcomes.clear();
      this.#outcomes.set(accept, outcome);
    }
    return outcome;
  }

  #negotiate(accept: string): readonly string[] {
    const negotiator = new Negotiator({ headers: { accept } });
    if (this.#ranges.length === 0) return negotiator.mediaTypes(this.#offered);
    // Negotiator takes what is offered for media types.
    const asked = negotiator.mediaTypes().map((type) => type.toLowerCase());
    const named = asked.filter((type) => !isRange(type) && findDeclared(this.#ranges, type) !== undefined);
    return negotiator.mediaTypes([...new Set([...this.#offered, ...named])]);
  }
}
