import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { viewers } from '../../../src/cli/demo/viewers.js';
import { textOf } from '../../deploy/files.js';

test('the principals shown are those of the reference configuration, with a purpose and a password of theirs', () => {
  const { principals } = parse(textOf('config/damask.yaml'));
  expect(viewers.map(({ principal }) => principal)).toEqual(Object.keys(principals));
  for (const { principal, purpose, user, passwordVariable } of viewers) {
    const { purposes, auth } = principals[principal];
    expect(purposes).toContain(purpose);
    expect(user).toBe(purposes.length === 1 ? principal : `${principal}/${purpose}`);
    expect(auth.password).toBe(`\${${passwordVariable}}`);
  }
});
