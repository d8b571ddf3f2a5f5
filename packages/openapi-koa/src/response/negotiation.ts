import { listMembers } from '../http/headers.ts';
import { essenceOf, findDeclared, isRange, MediaType } from '../http/media-type.ts';

const CACHED_LENGTH = 256;
const CACHE_ENTRIES = 64;

/** One member of an Accept header (RFC 9110 section 12.5.1). */
interface AcceptedRange {
  /** In lower case, like the other properties. */
  readonly type: string;
  readonly subtype: string;
  /** Without `q`, and without `charset`: JSON has none (RFC 8259 section 11), yet clients send `application/json; charset=utf-8`. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
  /** Its position in the header. */
  readonly order: number;
}

/** A media type that can be sent, parsed. */
interface OfferedType {
  readonly text: string;
  readonly type: string;
  readonly subtype: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** How much a client prefers a media type, according to the most specific range that matches it. */
interface Preference {
  readonly specificity: number;
  readonly quality: number;
  readonly order: number;
}

/** Content negotiation for one operation. Results for the Accept headers that clients really send are cached. */
export class Negotiation {
  readonly #offered: readonly string[];
  readonly #types: readonly OfferedType[];
  /** The offered media types that are ranges, in lower case. */
  readonly #ranges: readonly string[];
  /** The document declares every media type, so an Accept header cannot exclude all of them. */
  readonly #anything: boolean;
  /** Whether the response depends on the Accept header, so that it needs `Vary: Accept` (RFC 9110 section 12.5.5). */
  readonly varies: boolean;
  readonly #outcomes = new Map<string, readonly string[]>();

  /** @param offered media types that the document declares for success, in its order */
  constructor(offered: readonly string[]) {
    this.#offered = [...offered];
    this.#types = offered.map(offeredType);
    this.#ranges = this.#offered.filter(isRange).map((range) => range.toLowerCase());
    this.#anything = offered.includes('*/*');
    this.varies = !this.#anything && (this.#offered.length > 1 || this.#ranges.length > 0);
  }

  /**
   * @param accept the Accept header; undefined if absent
   * @returns the offered media types that the client accepts, the preferred one first; empty if it accepts none. An offered range is
   *   replaced by the types under it that the client names
   * @see RFC 9110 section 12.5.1
   */
  choose(accept: string | undefined): readonly string[] {
    if (accept === undefined || accept === '*/*' || accept === '' || this.#anything) return this.#offered;
    const known = this.#outcomes.get(accept);
    if (known !== undefined) return known;
    const outcome = this.#negotiate(accept);
    if (accept.length <= CACHED_LENGTH) {
      // The clients of a service send few different headers; one that sends many only empties the cache.
      if (this.#outcomes.size >= CACHE_ENTRIES) this.#outcomes.clear();
      this.#outcomes.set(accept, outcome);
    }
    return outcome;
  }

  /** Takes time in proportion to the length of the header: a media type that it names is looked up, not compared with every range. */
  #negotiate(accept: string): readonly string[] {
    const ranges = acceptedRanges(accept);
    const offered = this.#types.map((type) => ({ text: type.text, preference: preferenceFor(type, ranges) }));
    const named = this.#ranges.length === 0 ? [] : this.#named(ranges);
    return [...offered, ...named]
      .filter((candidate): candidate is { text: string; preference: Preference } => candidate.preference !== undefined && candidate.preference.quality > 0)
      .sort((a, b) => compare(a.preference, b.preference))
      .map(({ text }) => text);
  }

  /** The media types that a client names and that an offered range includes, each once. */
  #named(ranges: readonly AcceptedRange[]): { text: string; preference: Preference | undefined }[] {
    const plain = ranges.filter(({ parameters }) => parameters.size === 0);
    // The best of equal ranges is found once, however many types it applies to.
    const best = new Map<string, AcceptedRange>();
    for (const range of plain) {
      const text = `${range.type}/${range.subtype}`;
      const other = best.get(text);
      if (other === undefined || other.quality <= range.quality) best.set(text, range);
    }
    const known = new Set(this.#offered);
    const names = new Set(ranges.filter(({ quality }) => quality > 0).map(({ type, subtype }) => `${type}/${subtype}`));
    return [...names]
      .filter((text) => !isRange(text) && !known.has(text) && findDeclared(this.#ranges, text) !== undefined)
      .map((text) => {
        const type = offeredType(text);
        const fitting = [text, `${type.type}/*`, '*/*'].flatMap((range) => best.get(range) ?? []);
        return { text, preference: preferenceFor(type, fitting) };
      });
  }
}

function acceptedRanges(accept: string): AcceptedRange[] {
  return listMembers(accept).flatMap((member, order): AcceptedRange[] => {
    const { type, subtype, parameters } = offeredType(member);
    if (subtype === '') return [];
    if (parameters.size === 0) return [{ type, subtype, parameters, quality: 1, order }];
    const weight = parameters.get('q');
    const own = new Map([...parameters].filter(([name]) => name !== 'q' && name !== 'charset'));
    return [{ type, subtype, parameters: own, quality: weight === undefined ? 1 : Number.parseFloat(weight), order }];
  });
}

function offeredType(text: string): OfferedType {
  const essence = essenceOf(text);
  const slash = essence.indexOf('/');
  return {
    text,
    type: essence.slice(0, slash),
    subtype: slash === -1 ? '' : essence.slice(slash + 1),
    parameters: MediaType.parse(text).parameters,
  };
}

/** The preference of the most specific range that includes the type (RFC 9110 section 12.5.1); undefined if none does. */
function preferenceFor(offered: OfferedType, ranges: readonly AcceptedRange[]): Preference | undefined {
  let best: Preference | undefined;
  for (const range of ranges) {
    const specificity = specificityOf(range, offered);
    if (specificity === undefined) continue;
    const { quality, order } = range;
    if (best === undefined || specificity > best.specificity || (specificity === best.specificity && quality >= best.quality))
      best = { specificity, quality, order };
  }
  return best;
}

function specificityOf({ type, subtype, parameters }: AcceptedRange, offered: OfferedType): number | undefined {
  if ((type !== '*' && type !== offered.type) || (subtype !== '*' && subtype !== offered.subtype)) return undefined;
  for (const [name, value] of parameters) if (offered.parameters.get(name)?.toLowerCase() !== value.toLowerCase()) return undefined;
  return (type === offered.type ? 4 : 0) + (subtype === offered.subtype ? 2 : 0) + (parameters.size > 0 ? 1 : 0);
}

/** Orders by quality, then by the specificity of the range, then by position in the header. */
function compare(a: Preference, b: Preference): number {
  return b.quality - a.quality || b.specificity - a.specificity || a.order - b.order;
}
