import type { Explanation } from '../compose.js';

type Relation = Explanation['relations'][number];
type Field = Relation['fields'][number];

/** An explanation for people. */
export function printExplanation(explanation: Explanation): string {
  const { principal, purpose, database, verdict, sent, refusal, rowsMax, relations } = explanation;
  const lines = [`${principal} for ${purpose ?? 'no purpose'} in ${database}: ${verdict}`];
  if (refusal !== null) {
    lines.push('', `  ${refusal.sqlstate} ${refusal.message}`);
    if (refusal.hint !== null) lines.push(`  hint: ${refusal.hint}`);
  }
  if (sent !== null) lines.push('', ...sent.split('\n').map((line) => `  ${line}`));
  if (rowsMax !== null) lines.push('', `  at most ${rowsMax} rows`);
  for (const relation of relations) lines.push('', ...printRelation(relation));
  return `${lines.join('\n')}\n`;
}

function printRelation({ store, relation, fields, rows }: Relation): string[] {
  const head = ['column', 'category', 'decision', 'rule', 'because'];
  const body = fields.map((field) => [
    field.column,
    field.category ?? '-',
    sayDecision(field),
    field.rule ?? '-',
    field.because,
  ]);
  const requirements = rows.map((row) => `    rows: ${row.requires}${row.rule === null ? '' : ` (rule ${row.rule})`}`);
  return [`  ${store}:${relation}`, ...table([head, ...body]).map((line) => `    ${line}`), ...requirements];
}

function sayDecision({ decision, mask, writable }: Field): string {
  const shown =
    mask === null
      ? decision
      : `mask ${mask.name}${mask.options === undefined ? '' : ` ${JSON.stringify(mask.options)}`}`;
  return writable ? `${shown}, writable` : shown;
}

/** Columns as wide as their widest cell; the last one is not padded. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
