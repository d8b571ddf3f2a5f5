'use strict';
/**
 * Whether a number is a multiple of another in decimal arithmetic: 19.99 is a multiple of 0.01, although neither is exact as a double
 * (JSON Schema 2020-12 validation, section 6.2.1). Up to 15 digits, the shortest text of a double is the number that was sent.
 */
module.exports = function isMultipleOf(value, divisor) {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0;
  if (typeof value !== 'bigint' && !Number.isFinite(value)) return false;
  const [one, other] = [decimal(value), decimal(divisor)];
  const exponent = Math.min(one.exponent, other.exponent);
  return scaled(one, exponent) % scaled(other, exponent) === 0n;
};

/** The shortest decimal text of a double, or that of a BigInt, as an integer of its digits and a power of ten. */
function decimal(number) {
  const [, whole, fraction = '', power = '0'] = /^-?(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(number));
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

const scaled = ({ digits, exponent }, to) => digits * 10n ** BigInt(exponent - to);
