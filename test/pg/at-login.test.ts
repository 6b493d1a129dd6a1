import { expect, test } from 'vitest';
import { type AttackedGateway, openAttackedGateway } from '../attacks/attacked-gateway.js';
import { findCanaries } from '../attacks/canaries.js';
import { Wire } from '../attacks/wire.js';

/** Code of the store's that runs at each login and tells what it reads; a program named `no` is not let in. */
const talkative = () => `
  CREATE FUNCTION greet() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    DECLARE told text := (SELECT string_agg(ssn, ' ') FROM public.customers);
    BEGIN
      RAISE NOTICE 'hello %', told USING DETAIL = told, HINT = told;
      IF current_setting('application_name') = 'no' THEN RAISE EXCEPTION '%', told USING ERRCODE = '42000'; END IF;
    END $$;
  CREATE EVENT TRIGGER greet ON login EXECUTE FUNCTION greet();
  ALTER EVENT TRIGGER greet ENABLE ALWAYS`;

test.each(['session', 'transaction'] as const)(
  'what login triggers say is not shown, with pool_mode %s',
  async (mode) => {
    const gateway: AttackedGateway = await openAttackedGateway(mode, { prepare: talkative });
    try {
      for (const [name, sqlstate] of [
        ['yes', null],
        ['no', mode === 'session' ? '42000' : null],
      ] as const) {
        const wire = new Wire(5_000);
        expect(await wire.logIn(gateway.through('clerk'), { application_name: name })).toBe(sqlstate);
        const text = wire.received.toString('latin1');
        if (mode === 'session') expect(text).toContain('message hidden by the gateway');
        expect(findCanaries(wire.received, ['ssncanary', 'hiddencanary'])).toEqual([]);
        wire.close();
      }
    } finally {
      await gateway.close();
    }
  },
);
