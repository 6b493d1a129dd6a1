"""psycopg 3 and asyncpg before the sample shop."""
import asyncio
import io
import json
import os
import threading

import asyncpg
import psycopg

PASSWORDS = {"storefront": os.environ["STOREFRONT_PASSWORD"], "analyst/analytics": os.environ["ANALYST_PASSWORD"]}
SLOW = "SELECT count(*) FROM generate_series(1, 2000000000)"


def state(work, *args):
    try:
        work(*args)
    except psycopg.Error as error:
        return error.sqlstate
    return "did not fail"


def with_psycopg():
    def connect(user, password=None):
        return psycopg.connect(user=user, password=password or PASSWORDS[user], autocommit=True)

    c = connect("storefront")
    found = {"driver": "psycopg"}
    found["ssn"], = c.execute("SELECT ssn FROM customers WHERE id = %s", [1]).fetchone()
    found["analystNames"], = connect("analyst/analytics").execute("SELECT count(name) FROM customers").fetchone()
    with c.pipeline():
        cursors = [c.execute("SELECT id FROM customers ORDER BY id LIMIT 1 OFFSET %s", [n], prepare=True) for n in range(3)]
        found["prepared"] = [cursor.fetchone()[0] for cursor in cursors]
    with c.transaction(force_rollback=True):
        with c.cursor(name="some") as cursor:
            cursor.itersize = 17
            cursor.execute("SELECT id FROM customers")
            found["portalRows"] = len(list(cursor))
        c.execute("UPDATE customers SET phone = 'psycopg' WHERE id = 1")
    found["phoneUndone"] = c.execute("SELECT phone FROM customers WHERE id = 1").fetchone() != ("psycopg",)
    unknown = state(c.execute, "SELECT nonsense FROM customers")
    c.execute("BEGIN")
    refused = state(c.execute, "DELETE FROM products WHERE sku = %s", ["x"])
    failed = state(c.execute, "SELECT 1")
    c.execute("ROLLBACK")
    found["errors"] = [unknown, refused, failed]
    with c.cursor().copy("COPY (SELECT id, ssn FROM customers) TO STDOUT") as copy:
        found["copied"] = len(list(copy.rows()))
    threading.Timer(0.3, c.cancel_safe).start()
    found["cancelled"] = state(c.execute, SLOW)
    found["afterCancel"], = c.execute("SELECT 1").fetchone()
    try:
        connect("storefront", "guess")
    except psycopg.OperationalError as error:
        # libpq tells no SQLSTATE of a login that failed.
        found["wrongPassword"] = "28P01" if "password authentication failed" in str(error) else str(error)
    return found


async def with_asyncpg():
    def connect(user, password=None):
        return asyncpg.connect(user=user, password=password or PASSWORDS[user])

    async def state(work):
        try:
            await work
        except asyncpg.PostgresError as error:
            return error.sqlstate
        return "did not fail"

    c = await connect("storefront")
    found = {"driver": "asyncpg"}
    found["ssn"] = await c.fetchval("SELECT ssn FROM customers WHERE id = $1", 1)
    analyst = await connect("analyst/analytics")
    found["analystNames"] = await analyst.fetchval("SELECT count(name) FROM customers")
    nth = await c.prepare("SELECT id FROM customers ORDER BY id LIMIT 1 OFFSET $1")
    found["prepared"] = [await nth.fetchval(n) for n in range(3)]
    transaction = c.transaction()
    await transaction.start()
    found["portalRows"] = len([row async for row in c.cursor("SELECT id FROM customers", prefetch=17)])
    await c.execute("UPDATE customers SET phone = 'asyncpg' WHERE id = 1")
    await transaction.rollback()
    found["phoneUndone"] = await c.fetchval("SELECT phone FROM customers WHERE id = 1") != "asyncpg"
    unknown = await state(c.fetch("SELECT nonsense FROM customers"))
    transaction = c.transaction()
    await transaction.start()
    refused = await state(c.execute("DELETE FROM products WHERE sku = $1", "x"))
    failed = await state(c.execute("SELECT 1"))
    await transaction.rollback()
    found["errors"] = [unknown, refused, failed]
    out = io.BytesIO()
    await c.copy_from_query("SELECT id, ssn FROM customers", output=out)
    found["copied"] = out.getvalue().count(b"\n")
    try:
        await c.execute(SLOW, timeout=0.3)
    except TimeoutError:
        # asyncpg cancels on the server, waits for that, and then tells of its own timeout.
        found["cancelled"] = "57014"
    found["afterCancel"] = await c.fetchval("SELECT 1")
    found["wrongPassword"] = await state(connect("storefront", "guess"))
    # Asks the catalog for the element's type, with compilation switched off and then on again.
    await c.fetch("SELECT ARRAY[NULL]::information_schema.sql_identifier[]")
    await c.reset()
    await c.close()
    return found


print(json.dumps(with_psycopg()))
print(json.dumps(asyncio.run(with_asyncpg())))
