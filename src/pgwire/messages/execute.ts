import { BodyReader, invalidFormat } from '../body-reader.js';
import { cutName } from '../cut-name.js';

/** Execute: run a portal. The name is bytes as latin1, cut as `cutName` has it. */
export interface Execute {
  readonly portal: string;
  /** 0: all rows. */
  readonly rowsMax: number;
}

export function decodeExecute(bytes: Buffer, start: number, end: number): Execute {
  const body = new BodyReader(bytes, start + 5, end);
  const portal = cutName(body.cstring('latin1'));
  const rowsMax = body.int32();
  if (!body.isAtEnd) throw invalidFormat();
  return { portal, rowsMax };
}
