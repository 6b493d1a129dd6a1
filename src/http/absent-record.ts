import type { AnswerPlan, AnswerTransform } from '../enforce/index.js';

/** The record that the answer should be is not there, or may not be seen. */
export function isAbsent(plan: AnswerPlan, { dropped, records }: AnswerTransform): boolean {
  return plan.isOneRecord && (dropped > 0 || (plan.hidesRecords && records === 0));
}
