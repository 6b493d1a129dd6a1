import { type MaskKind, readOptions } from './mask-kind.js';
import { textMask } from './shaped-mask.js';
import { byBytes, call, concat, operate, textLiteral } from './sql-expression.js';

const filled = '***';
/** RFC 1035, 2.3.4. */
const domainLengthMax = 253;
const domainCharacters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.';
const address = new RegExp(`@([a-zA-Z0-9.-]{1,${domainLengthMax}})$`);

/**
 * `ada@example.com` becomes `***@example.com`, whatever the length before the last `@`. What stands behind it is shown only
 * if it has the characters of a host name: a remark such as `reach me @ home, 555-1234` is masked whole.
 */
const emailMask = textMask({
  name: 'email',
  sql: (text) => {
    const fromEnd = call('strpos', byBytes(call('reverse', text)), textLiteral('@'));
    const domain = call('right', text, operate(fromEnd, '-', '1'));
    const stranger = call('translate', domain, textLiteral(domainCharacters), textLiteral(''));
    const shown = concat(textLiteral(`${filled}@`), domain);
    return (
      `CASE WHEN ${operate(fromEnd, '<', '2')} OR ${operate(fromEnd, '>', `${domainLengthMax + 1}`)} ` +
      `THEN ${textLiteral(filled)} WHEN ${operate(byBytes(stranger), '=', textLiteral(''))} THEN ${shown} ` +
      `WHEN ${text} IS NOT NULL THEN ${textLiteral(filled)} END`
    );
  },
  apply: (text) => {
    const domain = address.exec(text)?.[1];
    return domain === undefined ? filled : `${filled}@${domain}`;
  },
});

export const emailKind: MaskKind = {
  name: 'email',
  summary: 'the domain of an address',
  fit: (options) => {
    const { keep = 'domain' } = readOptions(options, ['keep']) ?? { keep: null };
    return keep === 'domain' ? emailMask : { issue: 'mask `email` takes { keep: domain }' };
  },
};
