"""psycopg2 before the sample shop. Prints what each check says as JSON: {"name": "ok" or the failure}.

The environment has PGHOST, PGPORT, PGDATABASE, and for each way in PASSWORD_<principal>; RETAINED is how many customers
a principal who sees all of them sees.
"""
import io
import json
import os
import sys
import traceback

import psycopg2
import psycopg2.extensions
import psycopg2.extras

retained = int(os.environ["RETAINED"])


def connect(user="storefront", **options):
    return psycopg2.connect(user=user, password=os.environ["PASSWORD_" + user.split("/")[0]], **options)


def fails(code, work, *args):
    try:
        work(*args)
    except psycopg2.Error as error:
        assert error.pgcode == code, f"{error.pgcode} instead of {code}: {error}"
        return error
    raise AssertionError(f"did not fail with {code}")


def test_connects_and_knows_the_server():
    connection = connect(application_name="checks", options="-c statement_timeout=60s")
    assert connection.server_version >= 150000
    assert connection.encoding == "UTF8"
    assert connection.get_parameter_status("standard_conforming_strings") == "on"
    assert connection.get_transaction_status() == psycopg2.extensions.TRANSACTION_STATUS_IDLE
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("1min",)
    connection.close()


def test_sees_what_each_purpose_permits():
    with connect() as connection, connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
        cursor.execute("SELECT * FROM customers WHERE id = %(id)s", {"id": 1})
        one = cursor.fetchone()
        assert one["name"] and "@" in one["email"] and one["dob"] is None and one["notes"] is None, "storefront"
    with connect("analyst/analytics") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name, email, ssn FROM customers")
        assert set(cursor.fetchall()) == {(None, None, None)}, "analyst"
    with connect("mailer") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customers")
        assert 0 < cursor.fetchone()[0] < retained, "mailer"


def test_a_purpose_is_set_in_the_session():
    connection = connect("analyst/analytics")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(name) FROM customers")
        assert cursor.fetchone() == (0,)
        cursor.execute("SET damask.purpose = 'fulfilment'")
        cursor.execute("SELECT count(name) FROM customers")
        assert cursor.fetchone() == (retained,)
        fails("42501", cursor.execute, "SET damask.purpose = 'marketing'")
    connection.close()


def test_introspects():
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position", ("orders",)
        )
        assert [name for name, in cursor] == ["id", "customer_id", "total", "status", "placed_at"]
        cursor.execute("SELECT * FROM orders LIMIT 0")
        assert [(c.name, c.type_code) for c in cursor.description][:3] == [("id", 20), ("customer_id", 20), ("total", 1700)]
        cursor.execute("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'orders'::regclass AND contype = 'f'")
        assert cursor.fetchone()[1] == "FOREIGN KEY (customer_id) REFERENCES customers(id)"


def test_prepares_in_sql():
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute("PREPARE one (bigint) AS SELECT id, ssn FROM customers WHERE id = $1")
        for id in (1, 2, 3):
            cursor.execute("EXECUTE one (%s)", (id,))
            row = cursor.fetchone()
            assert row[0] == id and not row[1][:3].isdigit(), row
        cursor.execute("DEALLOCATE one")
        fails("26000", cursor.execute, "EXECUTE one (1)")


def test_transactions_and_savepoints():
    connection = connect()
    cursor = connection.cursor()
    cursor.execute("UPDATE customers SET phone = 'p1' WHERE id = 3")
    assert cursor.rowcount == 1
    connection.rollback()
    cursor.execute("SELECT phone FROM customers WHERE id = 3")
    assert cursor.fetchone()[0] != "p1"
    cursor.execute("SAVEPOINT s")
    fails("42703", cursor.execute, "SELECT nonsense FROM customers")
    assert connection.get_transaction_status() == psycopg2.extensions.TRANSACTION_STATUS_INERROR
    fails("25P02", cursor.execute, "SELECT 1")
    cursor.execute("ROLLBACK TO SAVEPOINT s")
    cursor.execute("UPDATE customers SET phone = 'p2' WHERE id = 3")
    connection.commit()
    connection.set_session(isolation_level="SERIALIZABLE", readonly=True, deferrable=True)
    cursor.execute("SELECT phone FROM customers WHERE id = 3")
    assert cursor.fetchone() == ("p2",)
    fails("25006", cursor.execute, "UPDATE customers SET phone = 'p3' WHERE id = 3")
    connection.close()


def test_errors_say_what_and_where():
    connection = connect()
    connection.autocommit = True
    cursor = connection.cursor()
    error = fails("42601", cursor.execute, "SELEC 1")
    assert error.diag.statement_position == "1" and error.diag.message_primary == 'syntax error at or near "SELEC"'
    fails("42P01", cursor.execute, "SELECT * FROM nowhere")
    fails("22012", cursor.execute, "SELECT 1 / 0")
    fails("42501", cursor.execute, "DELETE FROM products")
    fails("42501", cursor.execute, "CREATE TABLE made (id int)")
    error = fails("23503", cursor.execute, "INSERT INTO order_items (order_id, sku, quantity, price) VALUES (-1, 'none', 1, 1)")
    assert "none" not in str(error), error
    cursor.execute("SELECT 1")
    assert cursor.fetchone() == (1,)


def test_server_side_cursors():
    connection = connect()
    with connection.cursor("named") as cursor:
        cursor.itersize = 13
        cursor.execute("SELECT id, ssn FROM customers ORDER BY id")
        assert len(list(cursor)) == retained
    with connection.cursor("scrolled", scrollable=True) as cursor:
        cursor.execute("SELECT id FROM customers ORDER BY id")
        first = cursor.fetchmany(3)
        cursor.scroll(0, mode="absolute")
        assert cursor.fetchmany(3) == first
    with connection.cursor("held", withhold=True) as cursor:
        cursor.execute("SELECT id FROM customers ORDER BY id")
        connection.commit()
        assert len(cursor.fetchall()) == retained
    connection.close()


def test_copies_out_and_in():
    connection = connect()
    cursor = connection.cursor()
    out = io.StringIO()
    cursor.copy_expert("COPY (SELECT id, ssn FROM customers) TO STDOUT WITH CSV HEADER", out)
    assert len(out.getvalue().splitlines()) == retained + 1
    out = io.StringIO()
    cursor.copy_to(out, "orders", columns=("id", "total"))
    assert out.getvalue().count("\t") == len(out.getvalue().splitlines()) > 0
    cursor.execute("SELECT sku FROM products LIMIT 1")
    sku, = cursor.fetchone()
    rows = "".join(f"1\t{sku}\t77\t{n}.00\n" for n in range(500))
    cursor.copy_from(io.StringIO(rows), "order_items", columns=("order_id", "sku", "quantity", "price"))
    assert cursor.rowcount == 500
    cursor.execute("SELECT count(*) FROM order_items WHERE quantity = 77")
    assert cursor.fetchone() == (500,)
    fails("22P02", cursor.copy_from, io.StringIO("x\n"), "order_items", "\t", "\\N", 8192, ("order_id",))
    connection.rollback()
    fails("42501", cursor.copy_from, io.StringIO("x\n"), "products")
    connection.rollback()
    cursor.execute("SELECT 1")
    assert cursor.fetchone() == (1,)
    connection.close()


def test_inserts_many_and_returns_keys():
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT sku FROM products LIMIT 1")
        sku, = cursor.fetchone()
        ids = psycopg2.extras.execute_values(
            cursor,
            "INSERT INTO order_items (order_id, sku, quantity, price) VALUES %s RETURNING id",
            [(1, sku, n + 1, "9.99") for n in range(250)],
            fetch=True,
        )
        assert len(ids) == 250
        psycopg2.extras.execute_batch(cursor, "UPDATE order_items SET quantity = 5 WHERE id = %s", ids)
        cursor.execute("SELECT count(*) FROM order_items WHERE id = ANY(%s) AND quantity = 5", ([id for id, in ids],))
        assert cursor.fetchone() == (250,)
        connection.rollback()


def test_a_statement_is_cancelled():
    connection = connect()
    import threading

    timer = threading.Timer(0.3, connection.cancel)
    timer.start()
    fails("57014", connection.cursor().execute, "SELECT count(*) FROM generate_series(1, 2000000000)")
    connection.rollback()
    connection.cursor().execute("SELECT 1")
    connection.close()


def test_asynchronous_connection():
    import select

    def wait(connection):
        while (state := connection.poll()) != psycopg2.extensions.POLL_OK:
            if state == psycopg2.extensions.POLL_READ:
                select.select([connection.fileno()], [], [], 10)
            else:
                select.select([], [connection.fileno()], [], 10)

    connection = connect(async_=1)
    wait(connection)
    cursor = connection.cursor()
    cursor.execute("SELECT count(*) FROM customers")
    wait(connection)
    assert cursor.fetchone() == (retained,)
    connection.close()


def test_resets_and_goes_on():
    connection = connect("analyst/analytics")
    connection.cursor().execute("SET work_mem = '8MB'")
    connection.reset()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(name), count(dob) > 0 FROM customers")
        assert cursor.fetchone() == (0, True)
    connection.close()


def test_a_wrong_password_is_refused():
    try:
        psycopg2.connect(user="storefront", password="guess")
    except psycopg2.OperationalError as error:
        assert 'password authentication failed for user "storefront"' in str(error), error
    else:
        raise AssertionError("was let in")


results = {}
for name, check in list(globals().items()):
    if name.startswith("test_"):
        try:
            check()
            results[name] = "ok"
        except BaseException:
            results[name] = traceback.format_exc(limit=4)
json.dump(results, sys.stdout)
