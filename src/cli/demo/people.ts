import { type Answer, ask, type Login } from './ask.js';

/** Two customers to show: both may be analysed, one gave consent to marketing and the other refused. */
export interface Person {
  readonly email: string;
  readonly city: string;
  readonly born: string;
  readonly caption: string;
}

/** What the demo asks about people, of everybody. */
export const peopleStatement = 'SELECT name, email, ssn, dob, city, balance FROM customers';

/**
 * One of each kind that can be told apart by year of birth and city, which is all that some may see of them; the one with
 * the shortest mail address, so that tables stay narrow. Asked of the store itself.
 */
export async function pickPeople(store: Login): Promise<readonly Person[]> {
  const kinds = [
    ['given', 'consented to marketing'],
    ['refused', 'refused marketing'],
  ] as const;
  const answers = await ask(
    store,
    kinds.map(([state]) => pick(state)),
  );
  return answers.map((answer, index) => {
    const [email, city, born] = answer.kind === 'rows' ? (answer.rows[0] ?? []) : [];
    return { email: email ?? '', city: city ?? '', born: born ?? '', caption: kinds[index]?.[1] ?? '' };
  });
}

function pick(state: 'given' | 'refused'): string {
  return `
    SELECT email, city, dob FROM customers c
    WHERE created_at > now() - interval '5 years' AND city <> 'Paris' AND country <> 'JP'
      AND EXISTS (SELECT FROM consents WHERE customer_id = c.id AND purpose = 'marketing'
                  AND state = '${state}' AND (expires_at IS NULL OR expires_at > now()))
      AND EXISTS (SELECT FROM consents WHERE customer_id = c.id AND purpose = 'analytics'
                  AND state = 'given' AND (expires_at IS NULL OR expires_at > now()))
      AND NOT EXISTS (SELECT FROM customers o WHERE o.id <> c.id AND o.city = c.city
                      AND extract(year FROM o.dob) = extract(year FROM c.dob))
    ORDER BY length(email), id LIMIT 1`;
}

/** The person's row in an answer to `peopleStatement`: by mail address, or by what is left when that can't be seen. */
export function findPerson(answer: Answer, person: Person): readonly (string | null)[] | null {
  if (answer.kind === 'error') return null;
  const column = (name: string) => answer.columns.indexOf(name);
  const [email, city, dob] = [column('email'), column('city'), column('dob')];
  const found = answer.rows.find((row) =>
    row[email] === null
      ? row[city] === person.city && row[dob]?.slice(0, 4) === person.born.slice(0, 4)
      : row[email] === person.email,
  );
  return found ?? null;
}
