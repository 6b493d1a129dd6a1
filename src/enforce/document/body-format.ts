import type { ResourceEntry } from '../../datamap/index.js';
import {
  type BodyTransform,
  type CompiledPlan,
  CsvTransform,
  FormTransform,
  JsonSeqTransform,
  JsonTransform,
  NdjsonTransform,
  SseTransform,
} from '../../json/index.js';

/** A transform of one body of a resource. */
export function createTransform(
  {
    format,
    prefix,
    delimiter,
    events,
    literals,
  }: Pick<ResourceEntry, 'format' | 'prefix' | 'delimiter' | 'events' | 'literals'>,
  plan: CompiledPlan,
): BodyTransform {
  switch (format) {
    case 'json':
      return spare.get(plan)?.pop() ?? new JsonTransform(plan, { prefix });
    case 'ndjson':
      return new NdjsonTransform(plan);
    case 'json-seq':
      return new JsonSeqTransform(plan);
    case 'sse':
      return new SseTransform(plan, { names: events, literals });
    case 'csv':
      return new CsvTransform(plan, { delimiter, formulas: 'keep' });
    case 'form':
      return new FormTransform(plan);
  }
}

/** Transforms that wait for another body, by plan; more than these at once are rare, since most bodies come through in one go. */
const spare = new WeakMap<CompiledPlan, JsonTransform[]>();
const spareMax = 4;

/** Keeps a transform for the plan's next body. One has come through it whole, and all of that was taken. */
export function keepTransform(transform: BodyTransform, plan: CompiledPlan): void {
  if (!(transform instanceof JsonTransform)) return;
  let kept = spare.get(plan);
  if (kept === undefined) {
    kept = [];
    spare.set(plan, kept);
  }
  if (kept.length >= spareMax) return;
  transform.restart();
  kept.push(transform);
}
