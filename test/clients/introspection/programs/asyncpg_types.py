"""What asyncpg asks when it meets types that it doesn't know."""
import asyncio

import asyncpg


async def main():
    c = await asyncpg.connect()
    await c.fetch("SELECT state, placed_at, total FROM orders")
    await c.fetch("SELECT home, tags, profile FROM customers")
    await c.fetch("SELECT 'X1234'::postcode, '[1,2]'::money_range, ARRAY['open']::order_state[], '{}'::money_multirange")
    await c.set_type_codec("jsonb", schema="pg_catalog", encoder=str, decoder=str)
    await c.set_type_codec("order_state", encoder=str, decoder=str)
    await c.execute("SET search_path TO public")
    async with c.transaction():
        async for _ in c.cursor("SELECT id FROM orders", prefetch=1):
            pass
    await c.execute("CREATE TEMP TABLE t (a int)")
    await c.copy_records_to_table("t", records=[(1,), (2,)])
    await c.add_listener("news", lambda *a: None)
    await c.reset()
    await c.close()


asyncio.run(main())
