import type { Generator } from './scope.js';

/** Rows that a client gives beside a statement, each of a key `k` and a word `w`: an item of FROM, called `alias`. */
export function keysGiven({ random }: Pick<Generator, 'random'>, alias: string): string {
  const keys = random.shuffled([1, 2, 3, 4, 5, 6, 7, 12, 200, 101]).slice(0, random.integer(1, 5));
  const documents = JSON.stringify(keys.map((k) => ({ k, w: `w${k}` })));
  return random.pick([
    `(VALUES ${keys.map((key) => `(${key}, 'w${key}')`).join(', ')}) AS ${alias}(k, w)`,
    `unnest('{${keys.join()}}'::int4[], '{${keys.map((key) => `w${key}`).join()}}'::text[]) AS ${alias}(k, w)`,
    `jsonb_to_recordset('${documents}') AS ${alias}(k int, w text)`,
    `json_to_recordset('${documents}') AS ${alias}(k int, w varchar(9))`,
    `JSON_TABLE(jsonb '${documents}', '$[*]' COLUMNS (k int PATH '$.k', w text PATH '$.w')) AS ${alias}`,
  ]);
}
