import { label, numberSteps, numberTrigger, type Step, trigger, wordSteps } from './findings.js';
import { type MaskKind, plainKind } from './mask-kind.js';
import { readTextSql, textMask } from './shaped-mask.js';
import { byBytes, call, operate, textLiteral } from './sql-expression.js';

/** A longer text takes PostgreSQL more than a second, and would not fit its regular expressions from 256 MB on: it is masked whole. */
const bytesMax = 1_048_576;

/** A document in a text, which labels would break, or in which what was found is told by the name that it stands under. */
const documentSql = `^[\\t\\n\\r ]*(?:[{].*${label}.*[}]|[[][\\t\\n\\r ]*["{[].*${label}.*[\\]])[\\t\\n\\r ]*$`;
const base64 = '^[A-Za-z0-9+/_-]{16,}={0,2}$';
/** As encode(…, 'escape') prints UTF-8: bytes beyond ASCII as three octal digits. The last character may be cut. */
const readableSql =
  '^(?:[\\t\\n\\r -[\\]-~]|\\\\\\\\|\\\\3[0-3][0-7]\\\\2[0-7]{2}|\\\\3[45][0-7](?:\\\\2[0-7]{2}){2}|\\\\36[0-4](?:\\\\2[0-7]{2}){3})+(?:\\\\[23][0-7]{2}){0,3}$';
const readable =
  /^(?:[\t\n\r -~]|[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+[\x80-\xff]{0,3}$/;

const compile = (steps: readonly Step[]) =>
  steps.map(({ pattern, replacement }) => ({
    pattern: new RegExp(pattern, 'gu'),
    replacement: replacement.replaceAll('\\', '$'),
  }));
const words = compile(wordSteps);
const wordsAndNumbers = [...words, ...compile(numberSteps)];
const numbered = new RegExp(numberTrigger, 'u');
const triggered = new RegExp(`${trigger}|${base64}`, 'u');
const encoded = new RegExp(base64);
const labelled = new RegExp(label);
/** Whatever is changed in a text has one of these in it; a column's length may have cut it off. */
const alteration = `${label}|\\[(?:document|too long)\\]|\\[[a-z ]{0,8}$|\\ufffd`;
const altered = new RegExp(alteration);
const space = /[\t\n\r ]/;

function scanned(text: string): string {
  if (Buffer.byteLength(text) > bytesMax) return '[too long]';
  if (!triggered.test(text)) return text;
  if (encoded.test(text) && readable.test(decoded(text))) return '[encoded]';
  let shown = text;
  for (const { pattern, replacement } of numbered.test(text) ? wordsAndNumbers : words)
    shown = shown.replace(pattern, replacement);
  return isDocument(shown) ? '[document]' : shown;
}

/** The bytes behind whole groups of four characters, one character for each. */
function decoded(text: string): string {
  const digits = text.replace(/=+$/, '');
  return Buffer.from(digits.slice(0, digits.length - (digits.length % 4)), 'base64').toString('latin1');
}

/**
 * Does what holds a label begin and end as a document does? In steps: one expression would try each label with each end, and each
 * space with each space behind it.
 */
function isDocument(text: string): boolean {
  let from = 0;
  let end = text.length;
  while (from < end && space.test(text[from] as string)) from += 1;
  while (from < end && space.test(text[end - 1] as string)) end -= 1;
  const close = text[from] === '{' ? '}' : ']';
  if (end - from < 2 || text[end - 1] !== close) return false;
  if (close === '}') return labelled.test(text.slice(from + 1, end - 1));
  if (text[from] !== '[') return false;
  from += 1;
  while (space.test(text[from] as string)) from += 1;
  return /["{[]/.test(text[from] as string) && labelled.test(text.slice(from + 1, end - 1));
}

function scannedSql(text: string): string {
  const matches = (value: string, pattern: string) => operate(byBytes(value), '~', textLiteral(pattern));
  const replaced = (value: string, pattern: string, replacement: string) =>
    call('regexp_replace', value, textLiteral(pattern), textLiteral(replacement), textLiteral('g'));
  const after = (shown: string, steps: readonly Step[]) =>
    steps.reduce((from, { pattern, replacement }) => replaced(from, pattern, replacement), shown);
  const afterWords = after(byBytes(text), wordSteps);
  const whole = (shown: string) => replaced(shown, documentSql, '[document]');
  const digits = call('rtrim', call('translate', text, textLiteral('-_'), textLiteral('+/')), textLiteral('='));
  const cut = call('left', digits, operate(operate(call('length', digits), '/', '4'), '*', '4'));
  const bytes = call('encode', call('decode', cut, textLiteral('base64')), textLiteral('escape'));
  const cases = [
    [operate(call('octet_length', text), '>', `${bytesMax}`), textLiteral('[too long]')],
    [`NOT ${matches(text, `${trigger}|${base64}`)}`, text],
    [`CASE WHEN ${matches(text, base64)} THEN ${matches(bytes, readableSql)} ELSE false END`, textLiteral('[encoded]')],
    [`NOT ${matches(text, numberTrigger)}`, whole(afterWords)],
  ].map(([condition, result]) => `WHEN ${condition} THEN ${result}`);
  const shown = whole(after(afterWords, numberSteps));
  // The text's own collation, or none: what is found does not hang on it.
  return `(CASE ${cases.join(' ')} ELSE ${shown} END COLLATE pg_catalog."default")`;
}

/**
 * A text in which what has the shape of something personal is replaced by what it is: `reach me at [email]`. It is what a field with
 * `scan: true` is shown by, and is best effort: a name, or what is written out of shape, stays.
 */
export const scanKind: MaskKind = plainKind(
  'the text, without what has the shape of an address, a number or a key of somebody',
  textMask({
    name: 'scan',
    sql: scannedSql,
    apply: scanned,
    numbers: { pattern: '(?:[0-9][.]?){9}', instead: '[number]' },
    altered: (text) => altered.test(text),
    alteredSql: (text) => operate(byBytes(readTextSql(text)), '~', textLiteral(alteration)),
  }),
);
