import { expect, test } from 'vitest';
import { unknownUse } from '../../../src/enforce/connection/connection-use.js';

test('what could not be read may have done anything', () => {
  expect(unknownUse).toMatchObject({ plainRead: false, shareable: false, uncertain: true });
});
