import { GatewayError } from '../../errors/index.js';
import {
  CompiledPlan,
  type DocumentPlan,
  type FieldPlan,
  JsonTransform,
  parseFieldPath,
  parseJsonPath,
} from '../../json/index.js';
import type { ResourceDecision } from '../../policy/index.js';
import { readMediaType } from './media-type.js';

/**
 * A body as it may be sent: exactly what came, once it is known to hold nothing but fields that the purpose may write. Read by
 * the tokenizer that answers are read by, which takes no member twice.
 *
 * @throws GatewayError `unsupported_body` for what is not JSON, `unusable_body` for what is no document, `refused` for fields
 *   that may not be written or that nobody declared.
 */
export function checkedBody(decision: ResourceDecision, contentType: string | undefined, body: Buffer): Buffer {
  checkIsJson(contentType);
  const written = [...decision.entry.fields.keys()].sort();
  const refused = written.filter((path) => !decision.writable.has(path));
  const transform = new JsonTransform(writePlan(decision, written));
  try {
    transform.push(body);
    transform.end();
    transform.take();
  } catch (fault) {
    if (fault instanceof GatewayError && fault.code !== 'internal') {
      throw new GatewayError('unusable_body', `the body is no document that can be passed on: ${fault.message}`);
    }
    throw fault;
  }
  const { counts } = transform;
  const withheld = (counts.fields[0] ?? []).flatMap((count, index) =>
    count.withheld > 0 ? [written[index] ?? ''] : [],
  );
  const [first] = withheld;
  if (first !== undefined) {
    const hint =
      refused.length === written.length
        ? 'no field of it may be written'
        : 'leave it out: what is seen masked or not at all may not be written back';
    throw new GatewayError('refused', `field \`${first}\` may not be written for this purpose`, { hint });
  }
  if (counts.undeclared > 0) {
    throw new GatewayError('refused', 'the body has members that the data map does not declare', {
      hint: `declared are ${written.map((path) => `\`${path}\``).join(', ')}`,
    });
  }
  return body;
}

/** @throws GatewayError `unsupported_body` for what is not JSON in UTF-8. */
export function checkIsJson(contentType: string | undefined): void {
  const media = readMediaType(contentType ?? '');
  const isJson = media !== null && (media.type === 'application/json' || media.type.endsWith('+json'));
  if (!isJson || (media.charset !== null && media.charset !== 'utf-8')) {
    throw new GatewayError('unsupported_body', 'the body is not `application/json` in UTF-8');
  }
}

/** Decisions are kept, and so are the plans that are made of them. */
const plans = new WeakMap<ResourceDecision, CompiledPlan>();

function writePlan(decision: ResourceDecision, written: readonly string[]): CompiledPlan {
  const known = plans.get(decision);
  if (known !== undefined) return known;
  const made = new CompiledPlan(writeDocument(decision, written));
  plans.set(decision, made);
  return made;
}

function writeDocument(decision: ResourceDecision, written: readonly string[]): DocumentPlan {
  const fields = written.flatMap((path): FieldPlan[] => {
    const parsed = parseFieldPath(path);
    if ('issue' in parsed) return [];
    return [{ path: parsed, treatment: { kind: decision.writable.has(path) ? 'pass' : 'withhold' } }];
  });
  const records = parseJsonPath(decision.entry.records);
  return { records: 'issue' in records ? [] : [{ path: records, fields }] };
}
