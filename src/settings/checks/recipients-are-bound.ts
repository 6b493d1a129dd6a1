import type { Check } from './check.js';

/** A processor has an agreement, and what a principal is for is what its recipient may do. */
export const recipientsAreBound: Check = (context) => {
  const { recipients, principals, rules } = context.settings;
  for (const [name, { role, agreement }] of recipients) {
    if (role === 'processor' && agreement === null) {
      const message = 'a processor needs an `agreement: { reference: …, from: …, until: … }` (GDPR Article 28)';
      context.error(['recipients', name], message, 'key');
    }
  }
  const ruled = new Set(rules.map(({ purpose }) => purpose));
  for (const [name, principal] of principals) {
    const allowed = recipients.get(principal.recipient)?.purposes ?? null;
    principal.purposes.forEach((purpose, index) => {
      const path = ['principals', name, 'purposes', index];
      if (allowed !== null && !allowed.has(purpose)) {
        context.warning(path, `\`${principal.recipient}\` may not act for \`${purpose}\`, so this is always refused`);
      } else if (!ruled.has(purpose) && !context.damaged.has('rules')) {
        context.warning(path, `no rule speaks for \`${purpose}\`, so everything is withheld`);
      }
    });
  }
};
