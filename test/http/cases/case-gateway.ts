import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { type HttpGateway, openHttpGateway } from '../http-gateway.js';
import type { RawAnswer } from '../raw-client.js';
import { reference } from '../reference.js';

/** Stands in every value that must not come out, whatever happens. */
export const marker = 'MARKER-7f3a';

/** A gateway for the cases of one file. */
export function caseGateway(configuration = reference()): { readonly it: HttpGateway } {
  const held: { it: HttpGateway } = { it: null as never };
  beforeAll(async () => {
    held.it = await openHttpGateway(configuration);
  });
  afterAll(() => held.it?.close());
  beforeEach(() => {
    held.it.service.requests.length = 0;
  });
  return held;
}

/** A clear refusal: problem+json with that status, and nothing of what the store sent. */
export function expectRefused(answer: RawAnswer, status: number, code?: string): void {
  expect(answer.statusLine).toMatch(new RegExp(`^HTTP/1.1 ${status} [A-Z][A-Za-z -]+$`));
  expect(answer.headers).toContainEqual(['content-type', 'application/problem+json']);
  expect(answer.complete).toBe(true);
  const problem = JSON.parse(answer.body.toString());
  expect(problem).toMatchObject({ type: 'about:blank', status, detail: expect.stringMatching(/./) });
  if (code !== undefined) expect(problem.code).toBe(code);
  expect(answer.bytes.toString('latin1')).not.toContain(marker);
}

/** The records' ids in an answer. */
export function idsOf(answer: RawAnswer): readonly unknown[] {
  const { items } = JSON.parse(answer.body.toString()) as { readonly items: readonly { readonly id: unknown }[] };
  return items.map(({ id }) => id);
}

export const contactsPath = '/crm/v1/contacts';
