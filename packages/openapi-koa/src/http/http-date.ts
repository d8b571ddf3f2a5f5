const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** The three formats of RFC 9110 section 5.6.7; the last two are obsolete, but every recipient has to accept them. */
const FORMATS = [
  /^[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  /^[A-Z][a-z]{5,8}, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/,
];
/** How far a year of two digits may be in the future; one that is farther belongs to the century before. */
const FUTURE_YEARS = 50;

/**
 * Parses the date of a header such as `Last-Modified`.
 *
 * @returns milliseconds since 1970, or undefined if the text isn't a date
 * @see RFC 9110 section 5.6.7
 */
export function parseHttpDate(text: string): number | undefined {
  for (const format of FORMATS) {
    const { day = '', month = '', year = '', time = '' } = format.exec(text)?.groups ?? {};
    const monthIndex = MONTHS.indexOf(month);
    if (monthIndex === -1) continue;
    const iso = `${fullYear(year)}-${String(monthIndex + 1).padStart(2, '0')}-${day.replace(' ', '0')}T${time}Z`;
    const ms = Date.parse(iso);
    // `Date.parse` takes February 30 as March 1 or 2.
    return Number.isNaN(ms) || new Date(ms).getUTCDate() !== Number(day) ? undefined : ms;
  }
  return undefined;
}

function fullYear(year: string): string {
  if (year.length === 4) return year;
  const thisYear = new Date().getUTCFullYear();
  const candidate = thisYear - (thisYear % 100) + Number(year);
  return String(candidate > thisYear + FUTURE_YEARS ? candidate - 100 : candidate);
}
