import { cardNumber, distinct } from './findings.js';

const patterns = distinct.map((pattern) => new RegExp(pattern, 'u'));
const card = new RegExp(cardNumber, 'gu');

/**
 * Does a text that a machine wrote, such as a header, hold something personal? It finds what is hardly anything else: addresses, IBANs,
 * international numbers to call, card numbers whose last digit is right. The times, counts and keys that such texts are full of are none.
 */
export function namesSomebody(text: string): boolean {
  return patterns.some((pattern) => pattern.test(text)) || (text.match(card) ?? []).some(hasCheckDigit);
}

/** ISO/IEC 7812-1, annex B. */
function hasCheckDigit(number: string): boolean {
  const digits = [...number.replace(/[ -]/g, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? digit : digit * 2;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
