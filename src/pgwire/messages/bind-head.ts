/** The first two fields of a Bind: which statement becomes which portal. Names are bytes as latin1. */
export interface BindHead {
  readonly portal: string;
  readonly statement: string;
}

/** The longest head that is looked for. PostgreSQL tells names apart by their first 63 bytes (NAMEDATALEN). */
export const BIND_HEAD_BYTES_MAX = 1024;

/** Reads the names from the first bytes of a Bind's body in `bytes`. Null when they do not end before `end`. */
export function decodeBindHead(bytes: Buffer, bodyStart: number, end: number): BindHead | null {
  // Both unnamed is what most drivers send.
  if (end - bodyStart >= 2 && bytes[bodyStart] === 0 && bytes[bodyStart + 1] === 0) return unnamed;
  const portalEnd = bytes.indexOf(0, bodyStart);
  if (portalEnd < 0 || portalEnd >= end) return null;
  const statementEnd = bytes.indexOf(0, portalEnd + 1);
  if (statementEnd < 0 || statementEnd >= end) return null;
  return {
    portal: bytes.toString('latin1', bodyStart, portalEnd),
    statement: bytes.toString('latin1', portalEnd + 1, statementEnd),
  };
}

const unnamed: BindHead = { portal: '', statement: '' };
