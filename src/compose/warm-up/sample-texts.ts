/** Texts of about so many words, each of another kind. `tag` is in it: texts with other tags are not the same. */
export type SampleText = (words: number, tag: string) => string;

const many = (count: number, one: (at: number) => string, separator = ', ') =>
  Array.from({ length: count }, (_, at) => one(at)).join(separator);

/**
 * What makes planning do much of one thing: constants, columns, names, calls, levels, relations, statements. A kind that takes
 * more than the others in a process that has planned these is missing here.
 */
export const sampleTexts: readonly SampleText[] = [
  (words, tag) => `SELECT id AS ${tag} FROM people WHERE id IN (${many(words / 2, String)})`,
  (words, tag) => `SELECT id AS ${tag} FROM people WHERE ${many(words / 4, (at) => `city = 'c${at}'`, ' OR ')}`,
  (words, tag) => `SELECT id AS ${tag} FROM people WHERE ${many(words / 4, (at) => `id = ${at}`, ' OR ')}`,
  (words, tag) => `SELECT id AS ${tag} FROM people WHERE ${many(words / 6, (at) => `id = '${at}'::bigint`, ' AND ')}`,
  (words, tag) =>
    `SELECT id AS ${tag} FROM people WHERE ${many(words / 10, () => `id >= 1 AND city LIKE 'x'`, ' AND ')}`,
  (words, tag) => `SELECT id AS ${tag}, ${many(words / 4, () => `email, "city"`)} FROM people`,
  (words, tag) =>
    `SELECT ${many(words / 8, (at) => `id AS ${tag}${at}`)} FROM people ORDER BY ${many(words / 4, (at) => `${tag}${at}`)}`,
  (words, tag) => `SELECT 1 AS ${tag} FROM people GROUP BY ${many(words / 4, () => 'id, city')}`,
  (words, tag) => `SELECT ${many(words / 10, () => `lower(city), ROW(id, 1)`)} FROM people AS ${tag}`,
  (words, tag) => `SELECT CASE ${many(words / 6, (at) => `WHEN id = ${at} THEN ${at}`, ' ')} END AS ${tag} FROM people`,
  (words, tag) =>
    `SELECT 1 AS ${tag} FROM people WHERE ${many(words / 130, () => `${'lower('.repeat(40)}city${')'.repeat(40)} = 'x'`, ' AND ')}`,
  (words, tag) => `SELECT 1 AS ${tag} FROM ${many(words / 8, (at) => `generate_series(1, 2) g${at}`)}`,
  (words, tag) =>
    `SELECT 1 AS ${tag} FROM people p ${many(words / 10, (at) => `JOIN people q${at} ON q${at}.id = p.id`, ' ')}`,
  (words, tag) => `SELECT 1 AS ${tag} FROM people ${many(words / 8, (at) => `NATURAL JOIN people p${at}`, ' ')}`,
  (words, tag) =>
    `SELECT 1 AS ${tag} FROM people c ${many(words / 16, (at) => `, LATERAL (SELECT id FROM people WHERE id = c.id) l${at}`, '')}`,
  (words, tag) =>
    `SELECT 1 AS ${tag} FROM people c WHERE ${many(words / 20, () => `EXISTS (SELECT 1 FROM people d WHERE d.id = c.id)`, ' AND ')}`,
  (words, tag) =>
    `SELECT ${many(words / 14, () => '(SELECT max(c.id + t.id) FROM things t)')} FROM people c, people AS ${tag}`,
  (words, tag) =>
    `SELECT 1 AS ${tag} FROM (${'SELECT id FROM ('.repeat(words / 8)}SELECT id FROM people${') x'.repeat(words / 8)}) x`,
  (words, tag) =>
    `UPDATE things AS ${tag} SET title = 'x' FROM ${many(words / 24, (at) => `people p${at}`)} WHERE ${many(words / 8, () => 'p1.id', ' = 1 AND ')} = 1`,
  (words, tag) =>
    `INSERT INTO things AS ${tag} (title) SELECT title FROM things WHERE ${many(words / 4, (at) => `id = ${at}`, ' OR ')}`,
  (words, tag) => `SELECT 1 AS ${tag}, ${many(words / 60, () => `id${'::bigint'.repeat(20)}`)} FROM people`,
  (words, tag) => many(words / 8, (at) => `DECLARE ${tag}${at} CURSOR FOR SELECT * FROM people`, ';'),
  (words, tag) =>
    `SELECT '${'é漢'.repeat(20)}' AS ${tag}, ${many(words / 2, (at) => `'${'é漢'.repeat(20)}${at}'`)} FROM people`,
];
