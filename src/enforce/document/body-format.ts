import type { BodyFormat } from '../../datamap/index.js';
import { GatewayError } from '../../errors/index.js';
import { type BodyTransform, type CompiledPlan, JsonTransform } from '../../json/index.js';

/** A transform of one body of the format. */
export function createTransform(format: BodyFormat, plan: CompiledPlan): BodyTransform {
  switch (format) {
    case 'json':
      return new JsonTransform(plan);
    case 'ndjson':
    case 'json-seq':
    case 'sse':
    case 'csv':
      throw new GatewayError('not_supported', `bodies of the format \`${format}\` are not served yet`);
  }
}
