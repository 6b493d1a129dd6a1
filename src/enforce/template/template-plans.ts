import type { TextLiteral } from '../../sql/index.js';

/** Ways in which the texts of one template were planned, before it is taken for one that is planned each time. */
const waysMax = 4;

interface Way<Plan> {
  /** The literals whose values decided. */
  readonly bound: readonly number[];
  /** By those values. */
  readonly plans: Map<string, Plan>;
}

/** Plans of one template's texts. Two texts of which a plan found the same values where it looked are planned alike. */
export class TemplatePlans<Plan> {
  readonly #ways: Way<Plan>[] = [];
  readonly #plansMax: number;

  /** `plansMax` for each way. */
  constructor(plansMax: number) {
    this.#plansMax = plansMax;
  }

  /** The plan that a text with these literals gets. */
  find(literals: readonly TextLiteral[]): Plan | undefined {
    for (const { bound, plans } of this.#ways) {
      const plan = plans.get(valuesAt(bound, literals));
      if (plan !== undefined) return plan;
    }
    return undefined;
  }

  /** Keeps the plan of a text with these literals, on which the values of `bound` decided and no others. */
  keep(literals: readonly TextLiteral[], bound: readonly number[], plan: Plan): void {
    const values = valuesAt(bound, literals);
    let way = this.#ways.find((candidate) => candidate.bound.join() === bound.join());
    if (way === undefined) {
      if (this.#ways.length >= waysMax) return;
      way = { bound, plans: new Map() };
      this.#ways.push(way);
    }
    if (way.plans.size >= this.#plansMax) way.plans.clear();
    way.plans.set(values, plan);
  }
}

/** A literal holds no NUL. */
function valuesAt(indexes: readonly number[], literals: readonly TextLiteral[]): string {
  if (indexes.length === 0) return '';
  return indexes.map((index) => literals[index]?.text).join('\0');
}
