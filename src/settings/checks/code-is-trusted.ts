import type { Check } from './check.js';

/** Who may run code of its own goes past every guard: nobody permits that without having been told. */
export const codeIsTrusted: Check = (context) => {
  for (const [name, { may }] of context.settings.principals) {
    if (!may.has('code')) continue;
    context.warning(
      ['principals', name, 'may'],
      'DO and functions of its own run past every guard: all that the gateway’s role can read and change is open to ' +
        `\`${name}\`, for every purpose, and to whoever it leaves it to`,
    );
  }
};
