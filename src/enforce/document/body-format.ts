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
      return new JsonTransform(plan, { prefix });
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
