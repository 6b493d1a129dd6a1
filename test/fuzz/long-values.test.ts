import { expect, test } from 'vitest';
import { scrubFields } from '../../src/enforce/session/scrub.js';
import { limitsSection } from '../../src/settings/sections/limits.js';
import { defaultStatementLimits } from '../../src/sql/index.js';
import { smallGate } from '../enforce/small-gate.js';
import { smallCatalog } from '../enforce/small-view.js';
import { longMessages, longTexts } from './long-values.js';

/** Nothing that is read once takes a tenth of it, on the slowest machine; what is read once for each character takes minutes. */
const cpuMsMax = 4_000;

const length = 1_000_000;
const tokensMax = limitsSection.parse({}).statement_tokens;
const session = smallGate({ options: { limits: { ...defaultStatementLimits, tokensMax } } }).as('mailer');

function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1_000;
}

test.each(Object.entries(longTexts))('a text with %s is planned or refused', (_, make) => {
  const text = make(length);
  let kind = '';
  const cpuMs = cpuMsOf(() => {
    kind = session.admit(text, 'simple').kind;
  });
  expect(kind).toMatch(/^(?:forward|refuse|stale)$/);
  expect(cpuMs).toBeLessThan(cpuMsMax);
});

test.each(Object.entries(longMessages))('a message with %s is scrubbed', (_, make) => {
  const fields = new Map([
    ['C', '22P02'],
    ['M', make(length)],
  ]);
  let shown = '';
  const cpuMs = cpuMsOf(() => {
    shown = scrubFields(fields, smallCatalog).get('M') ?? '';
  });
  expect(shown).toContain('[hidden]');
  expect(cpuMs).toBeLessThan(cpuMsMax);
});
