/** One record of what a subject has said, as the conditions of a ConsentSource read it. Null is SQL's NULL. */
export interface ConsentRecord {
  readonly purpose: string;
  readonly granted: boolean | null;
  /** When the source has no such condition: whether it is not a consent (`granted` is not true). */
  readonly objected: boolean | null;
  /** Ms since 1970. */
  readonly until: number | null;
  /** Ms since 1970, or any number that grows with time. */
  readonly recordedAt: number | null;
}

export interface ConsentQuestion {
  readonly purpose: string;
  /** Ms since 1970. */
  readonly now: number;
  /** Records carry when they were made (`recordedAtColumn`): the latest decide. Else they have no order, and all do. */
  readonly hasHistory: boolean;
}

/**
 * Has the subject whose records these are consented? At least one record that decides must be a consent in force, and none
 * may speak against it. With a history an end that has passed speaks against it; without, only what is no consent does:
 * renewals stand beside what they renew. No record, a condition that is NULL, a broken date: no.
 */
export function consentHolds(records: readonly ConsentRecord[], question: ConsentQuestion): boolean {
  const deciding = decidingRecords(records, question);
  const isInForce = ({ granted, until }: ConsentRecord) => granted === true && (until === null || until > question.now);
  if (question.hasHistory) return deciding.length > 0 && deciding.every(isInForce);
  return deciding.some(isInForce) && deciding.every(({ granted }) => granted === true);
}

/** Has the subject objected? One record that decides is enough. An objection has no end but a later record. */
export function objectionHolds(records: readonly ConsentRecord[], question: ConsentQuestion): boolean {
  return decidingRecords(records, question).some(({ objected }) => objected === true);
}

/** The latest records of the purpose, several when they tie; one that has no time may be the latest, so it always decides. */
function decidingRecords(records: readonly ConsentRecord[], question: ConsentQuestion): readonly ConsentRecord[] {
  const own = records.filter(({ purpose }) => purpose === question.purpose);
  if (!question.hasHistory) return own;
  const latest = Math.max(...own.flatMap(({ recordedAt }) => recordedAt ?? []));
  return own.filter(({ recordedAt }) => recordedAt === null || recordedAt === latest);
}
