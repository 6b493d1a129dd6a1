import type { Check } from './check.js';

/** Each mask exists, takes its options, and has the key that it needs. */
export const masksAreKnown: Check = (context) => {
  const { settings, languages } = context;
  settings.rules.forEach((rule, index) => {
    for (const [category, treatment] of rule.fields) {
      // It is in the catalogue's contract but not in the catalogue: not-available-yet.ts says so.
      if (treatment.kind !== 'mask' || treatment.mask.name === 'token') continue;
      const path = [...context.rulePath(index), 'fields', category, 'mask'];
      const problem = languages.maskProblem(treatment.mask);
      if (problem !== null) context.error(path, problem);
      else if (
        languages.maskIsKeyed(treatment.mask) &&
        settings.keys.pseudonym.length === 0 &&
        !context.damaged.has('keys')
      ) {
        const message = `\`${treatment.mask.name}\` needs a key: \`keys: { pseudonym: [{ id: k1, secret: "\${DAMASK_PSEUDONYM_KEY}" }] }\``;
        context.error(path, message);
      }
    }
  });
};
