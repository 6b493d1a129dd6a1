"""What psycopg 3 asks to register types; server-side cursors, pipelines and COPY."""
import psycopg
from psycopg.types import TypeInfo
from psycopg.types.composite import CompositeInfo, register_composite
from psycopg.types.enum import EnumInfo, register_enum
from psycopg.types.hstore import register_hstore  # noqa: F401
from psycopg.types.range import RangeInfo
from psycopg.types.multirange import MultirangeInfo

with psycopg.connect("") as c:
    for kind, name in ((TypeInfo, "postcode"), (CompositeInfo, "address"), (EnumInfo, "order_state"), (RangeInfo, "money_range"), (MultirangeInfo, "money_multirange"), (TypeInfo, "hstore")):
        info = kind.fetch(c, name)
        if kind is CompositeInfo:
            register_composite(info, c)
        if kind is EnumInfo:
            register_enum(info, c)
    with c.cursor(name="named") as cursor:
        cursor.execute("SELECT id FROM orders")
        cursor.fetchmany(1)
        cursor.scroll(1)
    with c.pipeline():
        c.execute("SELECT 1")
        c.execute("SELECT %s", [2])
    with c.cursor().copy("COPY orders (id, total) TO STDOUT") as copy:
        list(copy.rows())
    for _ in range(7):
        c.execute("SELECT %s::int", [1])
    c.commit()
    c.read_only = False
    c.tpc_recover()
