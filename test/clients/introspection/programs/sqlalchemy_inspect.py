"""What SQLAlchemy's inspector, its reflection and Alembic's autogenerate ask. DRIVER: psycopg2, psycopg."""
import os

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

url = os.environ["DATABASE_URL"].replace("postgres://", f"postgresql+{os.environ['DRIVER']}://")
engine = sa.create_engine(url)


def attempt(work, *args, **named):
    try:
        return work(*args, **named)
    except sa.exc.SQLAlchemyError as error:
        print(type(error).__name__, str(error).split("\n")[0])


i = sa.inspect(engine)
i.get_schema_names()
i.get_temp_table_names()
kinds = sa.engine.reflection.ObjectKind.ANY
for schema in (None, "public", "archive"):
    for name in ("table_names", "view_names", "materialized_view_names", "sequence_names", "enums", "domains", "foreign_table_names"):
        attempt(getattr(i, f"get_{name}"), schema=schema)
    for name in ("columns", "pk_constraint", "foreign_keys", "indexes", "unique_constraints", "check_constraints", "table_comment", "table_options"):
        attempt(getattr(i, f"get_multi_{name}"), schema=schema, kind=kinds)
for table in ("customers", "orders"):
    attempt(i.has_table, table)
    attempt(i.has_table, table, schema="public")
    attempt(i.get_columns, table)
    attempt(i.get_foreign_keys, table)
    attempt(i.get_indexes, table)
attempt(i.get_view_definition, "paid_orders")
attempt(i.has_sequence, "order_number")
attempt(i.has_index, "customers", "customers_lower_email")

everything = sa.MetaData()
everything.reflect(engine, views=True)
sa.MetaData().reflect(engine, schema="public")
orders = everything.tables["orders"]
with engine.connect() as c:
    c.execute(sa.select(orders).limit(2)).all()
    with c.begin_nested():
        c.execute(sa.text("select 1"))
    c.rollback()
    c.execution_options(stream_results=True, yield_per=1).execute(sa.select(orders.c.id)).all()
made = sa.MetaData()
sa.Table("made", made, sa.Column("id", sa.Integer, primary_key=True), sa.Column("e", sa.Enum("a", "b", name="made_e")))
made.create_all(engine)
made.create_all(engine)
with engine.connect() as c:
    context = MigrationContext.configure(c, opts={"compare_type": True, "compare_server_default": True, "include_schemas": True})
    c.rollback()
    attempt(compare_metadata, context, made)
with engine.begin() as c:
    MigrationContext.configure(c)._ensure_version_table()
made.drop_all(engine)
with engine.connect().execution_options(isolation_level="REPEATABLE READ") as c:
    c.execute(sa.text("select 1"))
