import { type Answer, ask, type Login } from './ask.js';
import { findPerson, peopleStatement, pickPeople } from './people.js';
import { layOut } from './table.js';
import { type Viewer, viewers } from './viewers.js';

export interface ShownLogins {
  /** Straight to the store, past the gateway. */
  readonly store: Login;
  readonly throughGateway: (viewer: Viewer) => Login;
}

/** Statements whose answers are one value, asked of everybody. */
const oneValue = [
  'SELECT count(*) FROM customers',
  'SELECT count(email) FROM customers',
  "SELECT count(*) FROM customers WHERE ssn LIKE '9%'",
  "SELECT count(*) FROM customers WHERE city = 'Berlin'",
  'SELECT count(*) FROM orders',
  'SELECT sum(total) FROM orders',
  'SELECT count(*) FROM pg_stats',
];

/** What the store holds, and what each principal sees of it, of the same statements. */
export async function showViews(logins: ShownLogins): Promise<string> {
  const statements = [peopleStatement, ...oneValue];
  const people = await pickPeople(logins.store);
  const answers: (readonly Answer[])[] = [await ask(logins.store, statements)];
  for (const viewer of viewers) answers.push(await ask(logins.throughGateway(viewer), statements));
  const ofPeople = answers.map((all) => all[0] as Answer);

  const blocks = people.map((person) => {
    const rows = ofPeople.map((answer) => findPerson(answer, person));
    const columns = ofPeople[0]?.kind === 'rows' ? ofPeople[0].columns : [];
    const body = columns.map((name, index) => [
      name,
      ...rows.map((row) => (row ? (row[index] ?? 'NULL') : noRow(index))),
    ]);
    return `Of somebody who ${person.caption}:\n\n${layOut([heads(), purposes(), ...body], { headRows: 2 })}`;
  });
  const values = oneValue.map((statement, index) => [
    statement,
    ...answers.map((all) => printValue(all[index + 1] as Answer)),
  ]);
  return [
    `${peopleStatement};`,
    ...blocks,
    'NULL is what was withheld or masked away; a row that is missing was filtered out.',
    'Filters, counts and sums see what their purpose sees, and nothing behind it:',
    layOut([heads(), ...values], { widthMax: 56 }),
    '',
  ].join('\n\n');
}

function heads(): string[] {
  return ['', 'the store', ...viewers.map(({ principal }) => principal)];
}

function purposes(): string[] {
  return ['', '', ...viewers.map(({ purpose }) => `for ${purpose}`)];
}

function noRow(index: number): string {
  return index === 0 ? '(no row)' : '';
}

function printValue(answer: Answer): string {
  if (answer.kind === 'error') return `refused (${answer.sqlstate})`;
  return answer.rows[0]?.[0] ?? 'NULL';
}
