import type { Attacker } from './attack-case.js';

/** Words that stand in every value of a column, and in every column of a row that nobody may see (store.sql). */
const always = ['ssncanary', 'notecanary', 'hiddencanary', 'logcanary', '9900', '885000', '999000'] as const;
const people = ['namecanary', 'phonecanary'] as const;

/** What each attacker may see nowhere. Numbers stand for ids and balances. */
const forbidden: Readonly<Record<Attacker, readonly string[]>> = {
  clerk: always,
  'analyst/fulfilment': always,
  mailer: [...always, ...people, '7300'],
  'analyst/analytics': [...always, ...people, 'mailcanary', '7300'],
  reader: [...always, ...people, 'mailcanary'],
  reeve: [],
  seer: [...always, ...people],
  finder: [...always, ...people, '7300'],
};

export function canariesFor(attacker: Attacker): readonly string[] {
  return forbidden[attacker];
}

/** The canaries of `words` that stand in `received`, in any of the forms that SQL can give a value. */
export function findCanaries(received: Buffer, words: readonly string[]): readonly string[] {
  const text = received.toString('latin1').toLowerCase();
  return words.filter((word) => formsOf(word).some((form) => text.includes(form)) || numbersIn(received, text, word));
}

const remembered = new Map<string, readonly string[]>();

/** All in lower case: as it is, backwards, in hex, in base64 at each alignment, as code points, spaced, in UTF-16. */
function formsOf(word: string): readonly string[] {
  const known = remembered.get(word);
  if (known !== undefined) return known;
  const forms = /^\d+$/.test(word)
    ? []
    : [word, ...disguises(word), ...disguises(capital(word)), ...disguises(word.toUpperCase())];
  const made = [...new Set(forms.map((form) => form.toLowerCase()))];
  remembered.set(word, made);
  return made;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function disguises(word: string): readonly string[] {
  const bytes = Buffer.from(word);
  const base64 = [0, 1, 2].map((shift) => {
    const padded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    // The first and the last group depend on what stands around the word.
    return padded.slice(shift === 0 ? 0 : 4, 4 * Math.floor((bytes.length + shift) / 3));
  });
  const letters = [...word];
  return [
    letters.toReversed().join(''),
    bytes.toString('hex'),
    ...base64,
    ...[',', ', ', ' '].map((separator) => [...bytes].join(separator)),
    ...[',', ' ', '-', '.', '|', '%'].map((separator) => letters.join(separator)),
    letters.map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join(''),
    letters.join('\0'),
  ];
}

/** Ids and balances by their first digits, as text or in binary. */
function numbersIn(received: Buffer, text: string, digits: string): boolean {
  if (!/^\d+$/.test(digits)) return false;
  if (digits === '7300') return anyId(received, text, 730_000);
  if (digits === '9900') return anyId(received, text, 990_000);
  return new RegExp(`(?<![0-9])${digits}\\d\\.(25|75)(?![0-9])`).test(text);
}

function anyId(received: Buffer, text: string, base: number): boolean {
  for (let id = base + 1; id <= base + 9; id += 1) {
    const binary = Buffer.alloc(8);
    binary.writeBigInt64BE(BigInt(id));
    if (received.includes(binary) || new RegExp(`(?<![0-9a-f])${id}(?![0-9a-f])`).test(text)) return true;
  }
  return false;
}
