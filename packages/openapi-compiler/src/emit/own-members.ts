/** A quote that is escaped is inside of a text. */
const PROTOTYPE = /(?<!\\)"__proto__":/g;

/**
 * Code with JSON in it, in which a member `__proto__` is a member: in an object literal it would be the prototype, and in brackets it is
 * a name like any other (ECMAScript 2024 section 13.2.5.5).
 */
export function withOwnMembers(code: string): string {
  return code.includes('"__proto__"') ? code.replace(PROTOTYPE, '["__proto__"]:') : code;
}
