import { expect, test } from 'vitest';
import { noResource } from '../../../src/enforce/document/no-resource.js';

test('it says 404, and nothing of why', () => {
  expect(noResource()).toMatchObject({
    code: 'undefined_resource',
    message: 'there is no such resource',
    hint: undefined,
  });
  expect(noResource().meaning.httpStatus).toBe(404);
});
