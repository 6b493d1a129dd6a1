import { readTemplate, type StatementLimits, type TextLiteral, type TextTemplate } from '../../sql/index.js';
import type { ConnectionUse } from '../connection/connection-use.js';
import { servesOtherLiterals, withLiterals } from '../connection/other-literals.js';
import { makeForwardable } from '../forwardable.js';
import type { ForwardableStatement, PreparedForm } from '../gate.js';
import type { PlanSpace } from '../plan-space.js';
import { type PlannedStatement, planStatement, readText } from '../plan-statements.js';
import { clientPosition } from '../sent-text.js';
import type { Effect } from '../statements/effect.js';
import type { SessionState } from '../statements/statement-state.js';
import { type HoledText, textInHole } from '../template/holed-text.js';
import type { TemplatePlan } from '../template/template-plan.js';
import { TemplatePlans } from '../template/template-plans.js';

/** A text that is asked about, and what its plan hangs on beside the plan space. */
export interface AskedText {
  readonly text: string;
  readonly parameterTypes: readonly number[];
  /** Something was set since the last transaction's end. */
  readonly changed: boolean;
  readonly limits: StatementLimits;
}

/** What was found for a text: its statement, or the template that it will be planned as, if it has one. */
export type Found =
  | { readonly kind: 'known'; readonly statement: ForwardableStatement }
  | { readonly kind: 'new'; readonly template: TextTemplate | null };

/** Longer texts are planned each time: they are bulk loads that hardly come twice. */
const cachedTextMax = 65_536;

/** Plans of one way that a template was planned in, one for each set of values that decided. */
const plansOfTemplateMax = 64;

/** Looks for the text itself, then for one that differs from it in literals alone. */
export function findStatement(space: PlanSpace, asked: AskedText): Found {
  const { text } = asked;
  // NUL, which parts the keys from one another, is in no text that can be planned.
  if (text.length > cachedTextMax || text.includes('\0')) return { kind: 'new', template: null };
  const known = space.plans.get(keyOf(text, asked));
  if (known !== undefined) return { kind: 'known', statement: known };
  const template = readTemplate(text);
  if (template === null) return { kind: 'new', template: null };
  const plan = space.templates.get(templateKeyOf(template, asked))?.find(template.literals);
  if (plan === undefined || isTooLong(text, asked.limits)) return { kind: 'new', template };
  return { kind: 'known', statement: statementOf(plan, space, asked, template.literals) };
}

export function keepStatement(space: PlanSpace, asked: AskedText, statement: ForwardableStatement): void {
  if (asked.text.length > cachedTextMax) return;
  space.memory.keep(asked.text.length + statement.bytes.length);
  space.plans.set(keyOf(asked.text, asked), statement);
}

export interface PlannedTemplate {
  readonly template: TextTemplate;
  readonly planned: PlannedStatement;
  readonly use: ConnectionUse;
  /** The literals whose values may have decided, by index. */
  readonly bound: readonly number[];
}

/**
 * Keeps the plan of one text for those that differ from it in literals other than the `bound` ones.
 *
 * @returns the text's own statement; null when its plan serves no other.
 */
export function keepTemplate(
  space: PlanSpace,
  asked: AskedText,
  { template, planned, use, bound }: PlannedTemplate,
): ForwardableStatement | null {
  const { holed, touchesProtected, rowsMax, fields } = planned;
  if (holed === null || !servesOtherLiterals(use)) return null;
  const key = templateKeyOf(template, asked);
  const { pieces, prepared } = holed;
  space.memory.keep(
    pieces.reduce((sum, piece) => sum + piece.length, key.length) + (prepared === null ? 0 : prepared.bytes.length),
  );
  let plans = space.templates.get(key);
  if (plans === undefined) {
    plans = new TemplatePlans(plansOfTemplateMax);
    space.templates.set(key, plans);
  }
  const plan = { holed, touchesProtected, rowsMax, fields, use };
  plans.keep(template.literals, bound, plan);
  return statementOf(plan, space, asked, template.literals);
}

/** Most texts come without types; those that do are planned for each set of types. NUL stands in no text. */
function keyOf(text: string, { parameterTypes, changed }: AskedText): string {
  const key = parameterTypes.length === 0 ? text : `${text}\0${parameterTypes.join()}`;
  return changed ? `${key}\0c` : key;
}

/** What serves a template looks at nothing that a session set. */
function templateKeyOf({ key }: TextTemplate, { parameterTypes }: AskedText): string {
  return parameterTypes.length === 0 ? key : `${key}\0\0${parameterTypes.join()}`;
}

/** Of the limits on a text, that on its length is the one that a literal can go past. */
function isTooLong(text: string, { statementBytesMax }: StatementLimits): boolean {
  return text.length * 3 > statementBytesMax && Buffer.byteLength(text) > statementBytesMax;
}

/** The statement of a text with these literals, as planning it would make it. */
function statementOf(
  plan: TemplatePlan,
  space: PlanSpace,
  asked: AskedText,
  literals: readonly TextLiteral[],
): ForwardableStatement {
  const { prepared } = plan.holed;
  const use = withLiterals(plan.use, literals);
  const place = (position: number) => positionIn(space, asked, position);
  const prepare =
    prepared === null
      ? undefined
      : (): PreparedForm => ({
          statement: forwardable(plan, space, asked, {
            bytes: prepared.bytes,
            use,
            clientPosition: (position) => place(filledPosition(plan.holed, literals, position)),
            prepare: undefined,
          }),
          parameterTypes: prepared.types,
          values: literals.map(valueIn),
          returnsRows: prepared.returnsRows,
        });
  const bytes = (): Buffer => Buffer.from(filled(plan.holed, literals), 'utf8');
  return forwardable(plan, space, asked, { bytes, use, clientPosition: place, prepare });
}

interface Sent {
  readonly bytes: Buffer | (() => Buffer);
  readonly use: ConnectionUse;
  readonly clientPosition: (position: number) => number | null;
  readonly prepare: (() => PreparedForm) | undefined;
}

/** Once or twice for each text: field by field, since spreading and gathering the rest cost more than all else here. */
function forwardable(plan: TemplatePlan, space: PlanSpace, asked: AskedText, sent: Sent): ForwardableStatement {
  const { touchesProtected } = plan;
  return makeForwardable(
    {
      bytes: sent.bytes,
      prepare: sent.prepare,
      verdict: touchesProtected ? 'guarded' : 'passed',
      purpose: space.purpose,
      rowsMax: plan.rowsMax,
      touchesProtected,
      changesSession: false,
      use: sent.use,
    },
    {
      clientText: asked.text,
      parameterTypes: asked.parameterTypes,
      spaces: [space],
      effects: noEffects,
      isEarlier: false,
      fields: plan.fields,
      clientPosition: sent.clientPosition,
    },
  );
}

const noEffects: readonly Effect[] = [];

function filled({ pieces, holes, derived }: HoledText, literals: readonly TextLiteral[]): string {
  let text = pieces[0] ?? '';
  for (let at = 0; at < holes.length; at += 1) {
    text += `${textInHole(holes[at] ?? 0, literals, derived)}${pieces[at + 1] ?? ''}`;
  }
  return text;
}

/** Where in the text with literals a place of the text with parameters is. Both count characters from 1. */
function filledPosition({ pieces, holes }: HoledText, literals: readonly TextLiteral[], position: number): number {
  let inParameters = 1;
  let inLiterals = 1;
  for (let at = 0; at < holes.length; at += 1) {
    const index = holes[at] ?? 0;
    const piece = Array.from(pieces[at] ?? '').length;
    if (position < inParameters + piece) break;
    inParameters += piece;
    inLiterals += piece;
    const parameter = `$${index + 1}`.length;
    if (position < inParameters + parameter) return inLiterals;
    inParameters += parameter;
    inLiterals += Array.from(literals[index]?.text ?? '').length;
  }
  return inLiterals + position - inParameters;
}

/** A literal as the text format of Bind has it. */
function valueIn({ kind, text }: TextLiteral): Buffer {
  return Buffer.from(kind === 'string' ? text.slice(1, -1).replaceAll("''", "'") : text, 'utf8');
}

/** Of longer texts it is not told: the text is planned in one go for it, and an error can be asked for again and again. */
const placedTextMax = 4_096;

/** Found by planning the text: an error that has a position is rare. Null when it can't be found. */
function positionIn(space: PlanSpace, { text, parameterTypes, limits }: AskedText, position: number): number | null {
  if (text.length > placedTextMax) return null;
  try {
    const read = readText(text, parameterTypes, limits);
    const planned = read.statements.map((statement) => planStatement(read, statement, space.view, noSession));
    return clientPosition(text, planned, position);
  } catch {
    return null;
  }
}

/** What serves a template does not look at it. */
const noSession: SessionState = {
  purposes: [],
  changed: false,
  rowsMax: null,
  remembered: { prepared: new Map(), cursors: new Map() },
  holds: () => false,
};
