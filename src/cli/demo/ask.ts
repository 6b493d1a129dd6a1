import pg from 'pg';

/** Where and as whom to connect. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export type Answer =
  | {
      readonly kind: 'rows';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (string | null)[])[];
    }
  | { readonly kind: 'error'; readonly sqlstate: string; readonly message: string };

/** Values stay as PostgreSQL prints them. */
const asText: pg.CustomTypesConfig = { getTypeParser: () => (value: string) => value };

/** Asks one statement after another on one connection. An error is an answer too. */
export async function ask(login: Login, statements: readonly string[]): Promise<readonly Answer[]> {
  const client = new pg.Client({ ...login, types: asText, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const answers: Answer[] = [];
    for (const statement of statements) answers.push(await askOne(client, statement));
    return answers;
  } finally {
    await client.end();
  }
}

async function askOne(client: pg.Client, text: string): Promise<Answer> {
  try {
    const { fields, rows } = await client.query<(string | null)[]>({ text, rowMode: 'array' });
    return { kind: 'rows', columns: fields.map(({ name }) => name), rows };
  } catch (fault) {
    if (!(fault instanceof pg.DatabaseError)) throw fault;
    return { kind: 'error', sqlstate: fault.code ?? '', message: fault.message };
  }
}
