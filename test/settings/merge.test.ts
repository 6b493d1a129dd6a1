import { expect, test } from 'vitest';
import { configuration, load, problems } from './load.js';

const purposes = 'purposes: { delivery: { basis: contract } }\n';

test("a directory's files are one configuration: maps merge and lists follow each other", async () => {
  const { settings } = await load({
    '10-base.yaml': configuration(),
    '20-more.yaml':
      'version: 1\npurposes: { returns: { basis: contract } }\nrules: [{ name: take back, purpose: returns, fields: { user: withhold } }]\n',
    'README.md': 'not: [yaml',
    '.hidden.yaml': 'not: [yaml',
  });
  expect([...settings.purposes.keys()]).toEqual(['delivery', 'offers', 'returns']);
  expect(settings.rules.map(({ name }) => name)).toEqual(['deliver', 'take back']);
});

test('what two files define is an error at the second, which names the first', async () => {
  const found = await problems({
    'a.yaml': configuration({ purposes, consent: '' }),
    'b.yaml': `version: 1\n\n${purposes}`,
  });
  expect(found).toEqual(['b.yaml:3:32: purposes.delivery.basis: also defined at a.yaml:5; keep one of the two']);
});

test('issues name the file that they are in, also for what stands in a list made of two', async () => {
  const found = await problems({
    'a.yaml': configuration(),
    'b.yaml': '\nrules:\n  - { name: x, purpose: nobody, fields: {} }\n',
  });
  expect(found).toEqual([expect.stringMatching(/^b\.yaml:3:25: rules\[1\]\.purpose: there is no purpose `nobody`/)]);
});

test('one file of a directory that can not be read as YAML hides nothing of the others', async () => {
  const found = await problems({ 'a.yaml': configuration({ x: 'nobody: 1' }), 'b.yaml': 'a: [1\n' });
  expect(found).toEqual([expect.stringMatching(/^a\.yaml.*nobody/), expect.stringMatching(/^b\.yaml/)]);
});
