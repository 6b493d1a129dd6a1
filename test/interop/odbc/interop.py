"""psqlODBC before the sample shop."""
import glob
import json
import os
import threading

import pyodbc

PASSWORDS = {"storefront": os.environ["STOREFRONT_PASSWORD"], "analyst/analytics": os.environ["ANALYST_PASSWORD"]}
SLOW = "SELECT count(*) FROM generate_series(1, 2000000000)"
# Where Debian has it.
(LIBRARY,) = glob.glob("/usr/lib/*/odbc/psqlodbcw.so")


def state(work, *args):
    try:
        work(*args)
    except pyodbc.Error as error:
        return error.args[0]
    return "did not fail"


def find(driver, options):
    def connect(user, password=None):
        places = f"Server={os.environ['PGHOST']};Port={os.environ['PGPORT']};Database={os.environ['PGDATABASE']}"
        login = f"Uid={user};Pwd={password or PASSWORDS[user]}"
        return pyodbc.connect(f"Driver={LIBRARY};{places};{login};{options}", autocommit=True)

    c = connect("storefront")
    found = {"driver": driver}
    found["ssn"] = c.execute("SELECT ssn FROM customers WHERE id = ?", 1).fetchval()
    found["analystNames"] = connect("analyst/analytics").execute("SELECT count(name) FROM customers").fetchval()
    found["prepared"] = [c.execute("SELECT id FROM customers ORDER BY id LIMIT 1 OFFSET ?", n).fetchval() for n in range(3)]
    c.autocommit = False
    found["portalRows"] = len(c.execute("SELECT id FROM customers").fetchall())
    c.execute("UPDATE customers SET phone = 'odbc' WHERE id = 1")
    c.rollback()
    found["phoneUndone"] = c.execute("SELECT phone FROM customers WHERE id = 1").fetchval() != "odbc"
    c.rollback()
    c.autocommit = True
    unknown = state(c.execute, "SELECT nonsense FROM customers")
    c.execute("BEGIN")
    refused = state(c.execute, "DELETE FROM products WHERE sku = ?", "x")
    failed = state(c.execute, "SELECT 1")
    c.execute("ROLLBACK")
    found["errors"] = [unknown, refused, failed]
    # ODBC knows no COPY: what is read of the catalog is counted with the rows.
    columns = [column.column_name for column in c.cursor().columns(table="customers", schema="public")]
    rows = c.execute(f"SELECT {', '.join(columns)} FROM customers").fetchall()
    found["copied"] = len(rows) if "ssn" in columns else columns
    cursor = c.cursor()
    threading.Timer(0.3, cursor.cancel).start()
    found["cancelled"] = state(cursor.execute, SLOW)
    # Who reads by cursors has begun a transaction.
    c.execute("ROLLBACK")
    found["afterCancel"] = c.execute("SELECT 1").fetchval()
    try:
        connect("storefront", "guess")
    except pyodbc.Error as error:
        # libpq tells no SQLSTATE of a login that failed.
        found["wrongPassword"] = "28P01" if "password authentication failed" in str(error) else str(error)
    return found


# By itself it would roll back what failed.
print(json.dumps(find("psqlODBC", "Protocol=7.4-0")))
print(json.dumps(find("psqlODBC, by cursors", "Protocol=7.4-0;UseDeclareFetch=1;Fetch=17")))
print(json.dumps(find("psqlODBC, simple", "Protocol=7.4-0;UseServerSidePrepare=0")))
