import { GatewayError } from '../../errors/index.js';
import { type BodyTransform, CompiledPlan, FormTransform, JsonTransform } from '../../json/index.js';
import type { MaskKeys } from '../../masks/index.js';
import type { ResourceDecision } from '../../policy/index.js';
import { mediaTypeOf, readMediaType } from './media-type.js';
import { writePlan } from './write-plan.js';

/**
 * A body as it may be sent, once it is known to hold nothing but fields that the purpose may write. JSON goes out byte for byte
 * but for pseudonyms, which are turned back; a form is written anew. Read by the tokenizer that answers are read by, which takes
 * no member twice.
 *
 * @throws GatewayError `unsupported_body` for what is not of the resource's form, `unusable_body` for what is no document,
 *   `refused` for fields that may not be written or that nobody declared, and for a mask that would be written back.
 */
export function checkedBody(
  decision: ResourceDecision,
  contentType: string | undefined,
  body: Buffer,
  keys: MaskKeys,
): Buffer {
  const { entry } = decision;
  if (entry.body === 'form') checkIsForm(contentType);
  else checkIsJson(contentType);
  const { plan, declared } = plansOf(decision, keys);
  const transform: BodyTransform = entry.body === 'form' ? new FormTransform(plan) : new JsonTransform(plan);
  try {
    transform.push(body);
    transform.end();
  } catch (fault) {
    if (!(fault instanceof GatewayError) || fault.code === 'internal' || fault.code === 'refused') throw fault;
    throw new GatewayError('unusable_body', `the body is no document that can be passed on: ${fault.message}`);
  }
  checkNothingIsLeftOut(transform, decision, declared);
  return transform.take();
}

function checkNothingIsLeftOut(
  { counts }: BodyTransform,
  { entry, writable }: ResourceDecision,
  declared: readonly string[],
) {
  const left = (counts.fields[0] ?? []).findIndex(({ withheld }) => withheld > 0);
  if (left >= 0) {
    const hint =
      writable.size === 0
        ? 'no field of it may be written'
        : 'leave it out: a rule can permit it with `write`, and names its very category where it is not seen as it is';
    throw new GatewayError('refused', `field \`${declared[left]}\` may not be written for this purpose`, { hint });
  }
  if (counts.undeclared > 0) {
    throw new GatewayError('refused', 'the body has members that the data map does not declare', {
      hint: `declared are ${[...entry.fields.keys()].map((path) => `\`${path}\``).join(', ')}`,
    });
  }
}

/** @throws GatewayError `unsupported_body` for what is not JSON in UTF-8. */
export function checkIsJson(contentType: string | undefined): void {
  const type = typeInUtf8(contentType);
  if (type === null || !(type === 'application/json' || type.endsWith('+json'))) {
    throw new GatewayError('unsupported_body', 'the body is not `application/json` in UTF-8');
  }
}

function checkIsForm(contentType: string | undefined): void {
  if (typeInUtf8(contentType) === mediaTypeOf('form')) return;
  throw new GatewayError('unsupported_body', `the body is not \`${mediaTypeOf('form')}\` in UTF-8`);
}

function typeInUtf8(contentType: string | undefined): string | null {
  const media = readMediaType(contentType ?? '');
  return media === null || (media.charset !== null && media.charset !== 'utf-8') ? null : media.type;
}

interface WritePlans {
  readonly plan: CompiledPlan;
  /** The fields of the plan, in the order in which they are counted. */
  readonly declared: readonly string[];
}

/** Decisions are kept, and so are the plans that are made of them. */
const known = new WeakMap<ResourceDecision, WritePlans>();

function plansOf(decision: ResourceDecision, keys: MaskKeys): WritePlans {
  let made = known.get(decision);
  if (made === undefined) {
    const plan = new CompiledPlan(writePlan(decision, keys));
    made = { plan, declared: (plan.source.records[0]?.fields ?? []).map(({ path }) => path.source) };
    known.set(decision, made);
  }
  return made;
}
