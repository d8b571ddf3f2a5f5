'use strict';
/**
 * Whether a number is a multiple of another, by the decimals that they are written with: 19.99 is one of 0.01, though no double is either
 * of them (JSON Schema 2020-12 validation, section 6.2.1). The shortest text that stands for a double is what was written, but for
 * more than 15 digits.
 */
module.exports = function isMultipleOf(value, divisor) {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0;
  if (!Number.isFinite(value)) return false;
  const [one, other] = [decimal(value), decimal(divisor)];
  const exponent = Math.min(one.exponent, other.exponent);
  return scaled(one, exponent) % scaled(other, exponent) === 0n;
};

/** The shortest text in two whole numbers: its digits, and the power of ten that they are multiplied by. */
function decimal(number) {
  const [, whole, fraction = '', power = '0'] = /^-?(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(number));
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

const scaled = ({ digits, exponent }, to) => digits * 10n ** BigInt(exponent - to);
