import { expect, test } from 'vitest';
import { openAttackedGateway } from './attacked-gateway.js';
import { attacks } from './cases/index.js';
import { runAttacks } from './run.js';

test('the gateway holds against every one when clients share server connections', { timeout: 120_000 }, async () => {
  const gateway = await openAttackedGateway('transaction');
  try {
    const results = await runAttacks(attacks, gateway.through, { keys: gateway.keys });
    const broken = results.filter(({ outcome }) => outcome !== 'held');
    expect(
      broken.map(({ attack, outcome, found }) => `${outcome}: ${attack.family}: ${attack.name}: ${found}`),
    ).toEqual([]);
  } finally {
    await gateway.close();
  }
});
