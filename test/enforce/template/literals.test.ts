import { describe, expect, test } from 'vitest';
import { planStatement, readText } from '../../../src/enforce/plan-statements.js';
import type { SessionState } from '../../../src/enforce/statements/statement-state.js';
import { textInHole } from '../../../src/enforce/template/holed-text.js';
import { Literals } from '../../../src/enforce/template/literals.js';
import { defaultStatementLimits, parse, readTemplate, sameTree, type TreeNode } from '../../../src/sql/index.js';
import { parsed, smallSpace } from '../small-view.js';

const noSession: SessionState = {
  purposes: [],
  changed: false,
  rowsMax: null,
  remembered: { prepared: new Map(), cursors: new Map() },
  holds: () => false,
};

/** A text planned for its template, and the literals whose values decided. */
function planned(sql: string) {
  const template = readTemplate(sql);
  const read = readText(sql, [], defaultStatementLimits, template);
  const [statement] = read.statements;
  const plan = planStatement(read, statement!, smallSpace('mailer').view, noSession);
  return { ...plan, bound: (read.literals?.bound ?? []).map((index) => template?.literals[index]?.text) };
}

/** As a plan that serves no other text has it. */
function plannedAlone(sql: string): string {
  const read = readText(sql, [], defaultStatementLimits);
  return planStatement(read, read.statements[0]!, smallSpace('mailer').view, noSession).text;
}

function filledWith({ holed }: ReturnType<typeof planned>, sql: string): string {
  const literals = readTemplate(sql)?.literals ?? [];
  return holed!.pieces.map((piece, at) => piece + (literals[holed!.holes[at] ?? -1]?.text ?? '')).join('');
}

test('what is made of a literal stands where its hole is', () => {
  const template = readTemplate('SELECT 5, -7')!;
  const literals = new Literals(template.literals, 'n');
  literals.watch(parse('SELECT 5, -7')[0]!.node, Buffer.from('SELECT 5, -7'));
  const twice = literals.derive(0, ({ text }) => `${Number(text) * 2}`);
  const signed = literals.derive(1, ({ text }, isNegative) => `${isNegative ? 'minus ' : ''}${text}`);
  const cut = literals.cut(`SELECT ${twice}, ${signed}, damask_l_n_0`);
  expect(cut.holes).toEqual([2, 3, 0]);
  expect([...literals.makeDerived(cut)]).toHaveLength(2);
  expect(literals.fill(cut)).toBe('SELECT 10, minus 7, 5');
  const others = readTemplate('SELECT 21, -8')!.literals;
  const { pieces, holes } = literals.forOthers(cut);
  const made = holes.map((hole) => textInHole(hole, others, literals.derived));
  expect(pieces.map((piece, at) => `${piece}${made[at] ?? ''}`).join('')).toBe('SELECT 42, minus 8, 21');
});

test('what is made of a literal whose value decided is as bound as it is', () => {
  const template = readTemplate('SELECT 5')!;
  const literals = new Literals(template.literals, 'n');
  const node = parsed('SELECT 5');
  literals.watch(node, Buffer.from('SELECT 5'));
  const twice = literals.derive(0, ({ text }) => `${Number(text) * 2}`);
  JSON.stringify(node);
  expect(literals.bound).toEqual([0]);
  expect(literals.forOthers(literals.cut(`SELECT ${twice}`))).toEqual({ pieces: ['SELECT 10'], holes: [] });
});

test('a hole of which nothing is known stays empty', () => {
  const { literals } = readTemplate('SELECT 5')!;
  const ofAnother = { from: 1, make: () => 'made' };
  expect(textInHole(1, literals, [])).toBe('');
  expect(textInHole(1, literals, [ofAnother])).toBe('');
});

describe('a value that decides nothing is free', () => {
  test.each([
    ["SELECT id, 'x' FROM customers WHERE id = 5", "SELECT id, 'it''s' FROM customers WHERE id = 77"],
    ['SELECT 1 FROM customers WHERE id IN (1, 2) LIMIT 5', 'SELECT 9 FROM customers WHERE id IN (3, 400) LIMIT 50'],
    [
      "SELECT city::int4 FROM customers WHERE email = 'a' AND city::int4 > 5",
      "SELECT city::int4 FROM customers WHERE email = 'b' AND city::int4 > 6",
    ],
    ['SELECT id + -5 FROM customers', 'SELECT id + -77 FROM customers'],
    [
      "SELECT 'é', id FROM customers WHERE city = 'ä' AND id > 1",
      "SELECT '😀', id FROM customers WHERE city = '' AND id > 22",
    ],
    [
      "UPDATE products SET price = price + -1, title = 'a' WHERE sku = 'b'",
      "UPDATE products SET price = price + -22, title = 'c' WHERE sku = ''''",
    ],
    ["INSERT INTO products (sku, price) VALUES ('a', 1.5)", "INSERT INTO products (sku, price) VALUES ('b', 22.75)"],
    ['DELETE FROM products WHERE price < 2147483648', 'DELETE FROM products WHERE price < 0.5'],
    [
      "SELECT interval '1' day, date '2020-01-01', cast(1 AS numeric(10, 2)) FROM customers",
      "SELECT interval '2' day, date '2021-01-01', cast(5 AS numeric(7, 4)) FROM customers",
    ],
  ])('%s', (sql, other) => {
    const plan = planned(sql);
    expect(plan.bound).toEqual([]);
    expect(filledWith(plan, sql)).toBe(plan.text);
    expect(filledWith(plan, other)).toBe(planned(other).text);
    expect(sameTree(parse(filledWith(plan, other))[0]?.node, parse(plannedAlone(other))[0]?.node)).toBe(true);
  });
});

describe('a value that decides is bound', () => {
  test.each([
    ["SELECT 1 FROM customers WHERE city LIKE 'a%'", ["'a%'"]],
    ['SELECT name, id FROM customers GROUP BY 1, 2', ['1', '2']],
    ['SELECT name, 7 FROM customers ORDER BY 1', ['1']],
    ["SELECT set_config('application_name', 'x', true)", ["'application_name'", "'x'"]],
    ["SELECT current_setting('application_name')", ["'application_name'"]],
    ['SELECT 1 FROM products TABLESAMPLE system (10) REPEATABLE (3)', ['10', '3'].slice(0, 0)],
    ['SELECT 1 FROM customers TABLESAMPLE system (10) REPEATABLE (3)', ['10', '3']],
    ['SELECT localtime(2), 5 FROM customers', ['2']],
    ['SELECT 1.5::float(53) FROM customers', ['53']],
  ])('%s', (sql, bound) => {
    expect(planned(sql).bound).toEqual(bound);
  });

  test('and stands in the plan as it is', () => {
    const { holed } = planned("SELECT 5 FROM customers WHERE city LIKE 'a%' AND id = 7");
    expect(holed?.pieces.join('?')).toContain("'a%'");
    expect(holed?.holes).toEqual([0, 2]);
  });
});

test('a literal that is tested inside a fence has two holes', () => {
  const { holed } = planned('SELECT 1 FROM customers WHERE id = 5 AND city::int4 > 6');
  expect([...holed!.holes].sort()).toEqual([0, 1, 1, 2]);
});

test('a name like a hole is no hole', () => {
  const plan = planned('SELECT damask_l_n_0.id, 5 FROM customers damask_l_n_0');
  expect(plan.holed?.holes).toEqual([0]);
  expect(plan.text).toContain('damask_l_n_0.id, 5');
});

describe('watching', () => {
  const watch = (sql: string): { literals: Literals; tree: TreeNode } => {
    const tree = parsed(sql);
    const literals = new Literals(readTemplate(sql)?.literals ?? [], 'n');
    literals.watch(tree, Buffer.from(sql));
    return { literals, tree };
  };

  test('any look at a value counts', () => {
    const { literals, tree } = watch("SELECT 5, 'a', 2.5");
    expect(literals.bound).toEqual([]);
    JSON.stringify(tree);
    expect(literals.bound).toEqual([0, 1, 2]);
  });

  test('what is looked at once all is decided does not', () => {
    const { literals, tree } = watch('SELECT 5');
    literals.stop();
    expect(sameTree(tree, parsed('SELECT 5'))).toBe(true);
    expect(literals.bound).toEqual([]);
  });

  test('two literals that changed places are noticed, though they are equal', () => {
    const { literals, tree } = watch('SELECT 5, 5');
    literals.stop();
    const straight = 'SELECT damask_l_n_0, damask_l_n_1';
    const crossed = 'SELECT damask_l_n_1, damask_l_n_0';
    const stands = (written: string) => {
      const cut = literals.cut(written);
      expect(literals.fill(cut)).toBe('SELECT 5, 5');
      return literals.standAsMeant(cut, 'SELECT 5, 5', { meant: tree, read: parsed('SELECT 5, 5') });
    };
    expect(stands(straight)).toBe(true);
    expect(stands(crossed)).toBe(false);
    expect(stands('SELECT damask_l_n_0, 5')).toBe(false);
  });

  test('also in lists within lists, after other texts, and where a sign belongs to one', () => {
    const sql = "SELECT 1 FROM customers WHERE city IN ('é', 'é') AND balance IN (-5, -5)";
    const { literals, tree } = watch(sql);
    literals.stop();
    const stands = (written: string) => {
      const cut = literals.cut(written);
      expect(literals.fill(cut)).toBe(sql);
      return literals.standAsMeant(cut, sql, { meant: tree, read: parsed(sql) });
    };
    const written = (order: readonly number[]) =>
      order.reduce(
        (text, index) => text.replace('?', `damask_l_n_${index}`),
        'SELECT ? FROM customers WHERE city IN (?, ?) AND balance IN (-?, -?)',
      );
    expect(stands(written([0, 1, 2, 3, 4]))).toBe(true);
    expect(stands(written([0, 2, 1, 3, 4]))).toBe(false);
    expect(stands(written([0, 1, 2, 4, 3]))).toBe(false);
  });
});
