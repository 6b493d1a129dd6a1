/** More digits than these a JavaScript number does not hold for sure. */
export const digitsMax = 15;

/** A number as rules write one, that both twins hold exactly. */
export const isNumberText = (text: string): boolean =>
  /^-?\d+(?:\.\d+)?$/.test(text) && text.replace(/\D/g, '').length <= digitsMax;
