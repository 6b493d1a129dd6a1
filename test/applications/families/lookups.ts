import { type ApplicationCase, family, reads } from '../application.js';

const rows = (
  sent: ApplicationCase['sent'][number],
  ...rows: readonly (readonly unknown[])[]
): readonly ApplicationCase[] => [{ as: 'mailer', sent: [sent], expect: { rows } }];

/** A masked column that may be looked up by its whole value. */
export const lookups = family(
  'lookups',
  rows(['SELECT id, name FROM users WHERE email = $1', ['user7@example.com']], ['7', 'N.']),
  rows("SELECT id FROM users WHERE email = 'user7@example.com'", ['7']),
  rows(
    ['SELECT id FROM users WHERE email IN ($1, $2) ORDER BY id', ['user7@example.com', 'user9@example.com']],
    ['7'],
    ['9'],
  ),
  rows(
    "SELECT id FROM users WHERE email IN ('user7@example.com', 'user8@example.com', 'nobody@example.com') ORDER BY id",
    ['7'],
  ),
  rows(
    "SELECT u.id, count(o.id) FROM users u JOIN orders o ON o.user_id = u.id WHERE u.email = 'user7@example.com' GROUP BY u.id",
    ['7', '3'],
  ),
  // As Prisma names columns.
  rows(
    [
      'SELECT "public"."users"."id" FROM "public"."users" WHERE ("public"."users"."email" = $1 AND 1=1) LIMIT $2',
      ['user7@example.com', 1],
    ],
    ['7'],
  ),
  rows(['SELECT id FROM users WHERE email = $1::text LIMIT 1', ['user7@example.com']], ['7']),
  rows("SELECT id FROM users WHERE email = ANY ('{user7@example.com,user9@example.com}') ORDER BY id", ['7'], ['9']),
  rows(
    "SELECT id FROM users WHERE email = ANY (ARRAY['user7@example.com','user9@example.com']) ORDER BY id",
    ['7'],
    ['9'],
  ),
  rows(
    ['SELECT id FROM users WHERE email = ANY ($1) ORDER BY id', [['user7@example.com', 'user9@example.com']]],
    ['7'],
    ['9'],
  ),
  rows(['SELECT id FROM users WHERE email = ANY ($1::text[])', [['user7@example.com', 'nobody@example.com']]], ['7']),
  // With its schema, as Prisma writes what it changes; beside what is loaded along, as mappers join it.
  rows(
    [
      'SELECT "public"."users"."id" FROM "public"."users" WHERE ("public"."users"."email" = $1 AND 1=1)',
      ['user7@example.com'],
    ],
    ['7'],
  ),
  rows(
    [
      'SELECT u.id, count(o.id) FROM users u LEFT JOIN orders o ON o.user_id = u.id WHERE u.email = $1 GROUP BY u.id',
      ['user7@example.com'],
    ],
    ['7', '3'],
  ),
  rows(
    [
      'SELECT "o"."id" FROM "orders" AS "o" LEFT JOIN "users" AS "j0" ON ("j0"."id") = ("o"."user_id") WHERE ("j0"."email" = $1 AND ("j0"."id" IS NOT NULL)) ORDER BY 1 LIMIT 2',
      ['user7@example.com'],
    ],
    ['6'],
    ['46'],
  ),
  rows(
    [
      'SELECT "Order"."id", "user"."id" AS "user.id" FROM "orders" AS "Order" INNER JOIN "users" AS "user" ON "Order"."user_id" = "user"."id" AND "user"."email" = $1 ORDER BY 1 LIMIT 1',
      ['user7@example.com'],
    ],
    ['6', '7'],
  ),
  rows(
    [
      'SELECT "Order"."id", "user"."name" AS "user.name" FROM "orders" AS "Order" LEFT OUTER JOIN "users" AS "user" ON "Order"."user_id" = "user"."id" AND "user"."email" = $1 WHERE "Order"."id" IN (5, 6) ORDER BY 1',
      ['user7@example.com'],
    ],
    ['5', null],
    ['6', 'N.'],
  ),
  rows(['SELECT id FROM users WHERE lower(email) = lower($1)', ['user7@example.com']]),
  reads(['SELECT id FROM users WHERE phone = $1', ['+49 30 100007']]),
);
