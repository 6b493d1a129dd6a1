/*
 * What is looked for in free text, by its shape.
 *
 * The patterns are read by PostgreSQL (advanced regular expressions) and by JavaScript (with `u`), and must match the same characters
 * in both: classes are written out, since what `\d` and `\w` are is another matter to each; nothing is lazy; of the ways to match from
 * one place the first that JavaScript tries is the longest, which is what PostgreSQL takes. And both must stay linear: looking behind is
 * by one character (for more PostgreSQL starts over at the beginning of the text), and what repeats without end either begins where no
 * such run was before it, or can't fail behind it.
 */

/** Replaces what its pattern finds. */
export interface Step {
  readonly pattern: string;
  /** `\1` is the first group. */
  readonly replacement: string;
}

/** White space, and what parts words where no space is written. */
const apart =
  '\\u0001-\\u0020\\u007f-\\u00a0\\u00ab\\u00bb\\u1680\\u2000-\\u200a\\u2018-\\u201f\\u2028\\u2029\\u202f\\u205f' +
  '\\u3000-\\u3002\\u3008-\\u3011\\uff0c\\uff1a\\uff1b';

/** `@`, wide and small too, as URLs, HTML, JSON and quoted-printable write it, and `[at]`. */
const at =
  '(?:[@\\uff20\\ufe6b]|%(?:25){0,2}40|&#0{0,5}64;?|&#[xX]0{0,5}40;?|&commat;|\\\\u0040|\\\\x40|=40|[ ]?[[({][ ]?[aA][tT][ ]?[\\])}][ ]?)';
const quoting = '"(),:;<>[-\\]';
/** All that RFC 5322 lets an atom have, dots, and everything beyond ASCII (RFC 6531). */
const local = `[^${apart}${quoting}@\\uff20\\ufe6b]`;
const word = `[^${apart}!-/:-@[-\`{-~\\uff20\\ufe6b\\uff0e\\uff61]`;
/** An address reaches to the last letter or digit before a space or bracket: a path or parameters behind it may name people, too. */
const address = `(?:(?<!${local})${local}+|"[^",:;<>{}\\u0001-\\u001f]*")${at}[[]?[^${apart}${quoting}]*${word}`;

const hex = '[0-9A-Fa-f]';
/** With a digit, before or behind the `::` if there is one: `std::abs` and `Vec::new` are none. */
const ipv6 =
  `(?<![0-9A-Fa-f:])(?:[A-Fa-f:]*[0-9][0-9A-Fa-f:]*::|[A-Fa-f:]{0,39}::[A-Fa-f:]{0,39}[0-9]|:?(?:${hex}{1,4}:){7})` +
  '[0-9A-Fa-f:]*(?:[.][0-9]{1,3})*';
/** More groups than four too: the half of something longer is not left. */
const ipv4 = '(?<![0-9])[0-9]{1,3}(?:[.][0-9]{1,3}){3,}(?![0-9])';

/** ISO 13616: two letters, two digits, and 11 to 30 letters and digits, in groups or not. */
const iban = '(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]){11,}';

/** The base64 of a JSON object begins so, as a JWT does. */
const encodedObject = 'eyJ[A-Za-z0-9_+/=.-]{16,}';
/** Letters and digits that are written as escapes, which nobody needs to do. */
const alphanumeric = '(?:3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa])';
const decimal = '(?:4[89]|5[0-7]|6[5-9]|[78][0-9]|90|9[789]|1[01][0-9]|12[012])';
const escaped = `(?:%${alphanumeric}|\\\\u00${alphanumeric}|&#[xX]0{0,5}${alphanumeric};|&#0{0,5}${decimal};){3,}`;

/** Digits: ASCII, Arabic-Indic, Persian, Devanagari, and wide. */
const digit = '[0-9\\u0660-\\u0669\\u06f0-\\u06f9\\u0966-\\u096f\\uff10-\\uff19]';
/**
 * What people write between the digits of a number: spaces, hyphens, dots, slashes, brackets, and what can't be seen: characters without
 * width, marks that combine, directions. No comma or line end: those part numbers.
 */
const between =
  '[ *+./()_~\\u00a0\\u00ad\\u00b7\\u0300-\\u036f\\u2000-\\u2015\\u2022\\u202a-\\u202f\\u2060-\\u206f\\u20e3\\u2212\\ufe00-\\ufe0f' +
  '\\ufeff\\uff08\\uff09\\uff0d\\uff0e-]';
const gap = `(?:${between}|%20|&nbsp;){0,3}`;
const digits = (least: number): string => `${digit}(?:${gap}${digit}){${least - 1},}`;
const grouped = (...lengths: readonly number[]): string =>
  lengths.map((length) => `[0-9]{${length}}`).join(`${between}{1,2}`);

const socialSecurityNumber = `(?<!${digit})${digit}{3}${between}{1,3}${digit}{2}${between}{1,3}${digit}{4}(?!${digit})`;
const internationalNumber = `(?:[+\\uff0b]|%2[bB])${gap}${digits(7)}`;
/** From the prefix of a trunk call on. */
const trunkNumber = `(?<!${digit})[0\\uff10](?:${gap}${digit}){6,}`;
/** Seven or eight digits, in the groups that some countries write; not two years, as in 2019-2024. */
const localNumber = `(?<!${digit})(?:[0-9]{3}[.-][0-9]{4}|(?:[03-9][0-9]|1[0-8]|2[1-9])${grouped(2, 4)}|${grouped(3, 2, 3)}|${grouped(2, 2, 2, 2)})(?!${digit})`;

/** Stands in a date while numbers are looked for, so that it is no part of one. No text means anything by it (a noncharacter). */
const dateMark = '\ufdd0';
const year = '(?:19|20)[0-9]{2}';
const dayOrMonth = '(?:0?[1-9]|[12][0-9]|3[01])';
const dateOf = (...parts: readonly string[]): Step => ({
  pattern: `(?<![0-9./-])(${parts.join('[-./])(')})(?![-./]?${digit})`,
  replacement: `\\1${dateMark}\\2${dateMark}\\3${dateMark}`,
});

const found = (label: string, pattern: string): Step => ({ pattern, replacement: `[${label}]` });

/** What a text is searched for in any case, in this order. */
export const wordSteps: readonly Step[] = [
  { pattern: '\\ufdd0', replacement: '\ufffd' },
  found('email', address),
  found('ip', ipv6),
  found('ip', ipv4),
  found('iban', iban),
  found('encoded', encodedObject),
  found('encoded', escaped),
];

/** And then, if there is any run of so many digits: most texts with a digit have none. */
export const numberTrigger = `${digit}(?:${gap}${digit}){6}`;
export const numberSteps: readonly Step[] = [
  found('phone', internationalNumber),
  dateOf(year, dayOrMonth, dayOrMonth),
  dateOf(dayOrMonth, dayOrMonth, '(?:19|20)?[0-9]{2}'),
  found('number', digits(20)),
  found('card', digits(13)),
  found('id', socialSecurityNumber),
  found('phone', digits(9)),
  found('phone', trunkNumber),
  found('phone', localNumber),
  { pattern: '\\ufdd0', replacement: '' },
];

/** Those that are hardly anything else: also found in what machines write, where long numbers are none of anybody's. */
export const distinct: readonly string[] = [
  address,
  ipv6,
  ipv4,
  iban,
  encodedObject,
  escaped,
  internationalNumber,
  socialSecurityNumber,
];

/** 13 to 19 digits by themselves, of which the first is one of those that payment cards have. */
export const cardNumber = '(?<![0-9A-Za-z])[2-6](?:[ -]?[0-9]){12,18}(?![0-9A-Za-z])';

/** A text without any of these holds nothing that the steps would find. */
export const trigger = `[@\\uff20\\ufe6b\\ufdd0]|${digit}|::|&commat;|[[({][ ]?[aA][tT]|eyJ`;

/** What stands in a text in which something was found. */
export const label = '\\[(?:email|ip|iban|encoded|phone|number|card|id)\\]';
