import type { ForwardableStatement } from '../enforce/index.js';
import type { ErrorFields } from '../pgwire/index.js';
import type { Conversation } from './conversation.js';

/** The fields of an error or notice as they may be shown: the same object when nothing has to be hidden. */
export function scrub(
  { gate, observer }: Pick<Conversation, 'gate' | 'observer'>,
  fields: ErrorFields,
  statement: ForwardableStatement | null,
  message: 'error' | 'notice',
): ErrorFields {
  const shown = gate.scrub(fields, statement);
  if (shown === fields) return fields;
  if (shown.size === fields.size && [...shown].every(([code, value]) => fields.get(code) === value)) return fields;
  observer.scrubbed(message);
  return shown;
}
