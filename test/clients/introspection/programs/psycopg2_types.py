"""What psycopg2 asks: hstore, composites, json, named cursors, COPY, two-phase commit."""
import psycopg2
import psycopg2.extras

c = psycopg2.connect("")
try:
    psycopg2.extras.register_hstore(c)
except psycopg2.ProgrammingError as error:
    print(error)
psycopg2.extras.register_composite("address", c)
psycopg2.extras.register_default_jsonb(c)
psycopg2.extras.register_uuid(conn_or_curs=c)
psycopg2.extras.register_inet(c)
psycopg2.extras.register_range("money_range", psycopg2.extras.NumericRange, c)
c.rollback()
with c.cursor("named") as cursor:
    cursor.itersize = 1
    cursor.execute("SELECT id FROM orders")
    list(cursor)
with c.cursor("held", withhold=True, scrollable=True) as cursor:
    cursor.execute("SELECT id FROM orders")
    cursor.scroll(1)
    cursor.fetchone()
with open("/dev/null", "w") as sink, c.cursor() as cursor:
    cursor.copy_expert("COPY orders (id, total) TO STDOUT", sink)
    cursor.copy_to(sink, "orders", columns=["id"])
c.commit()
c.set_session(isolation_level="SERIALIZABLE", readonly=True, deferrable=True)
with c.cursor() as cursor:
    cursor.execute("SELECT 1")
c.commit()
c.set_session(autocommit=True)
c.set_client_encoding("UTF8")
c.tpc_recover()
c.reset()
c.close()
