import {
  backend,
  columnsOf,
  decodeErrorFields,
  decodeReadyStatus,
  type FrameReceiver,
  type FrameVerdict,
  HOLD,
  parametersOf,
  SKIP,
  type TransactionStatus,
  type Treatment,
} from '../../pgwire/index.js';
import { type Shape, untold } from '../shape.js';

/** Drops the answers to what the gateway itself asked of a connection, or to what nobody waits for any more. */
export class OwnAnswers implements FrameReceiver {
  /** SQLSTATE of an error that came; null: none. */
  sqlstate: string | null = null;
  status: TransactionStatus = 'I';
  /** The first value of the last row. */
  value: string | null = null;
  /** Of the statement or rows that were described last. */
  shape: Shape = untold;

  readonly #keepsRows: boolean;

  constructor(keepsRows = false) {
    this.#keepsRows = keepsRows;
  }

  begin(type: number): Treatment {
    const isHeld = type === backend.errorResponse || type === backend.readyForQuery;
    return isHeld || (this.#keepsRows && saysOfRows(type)) ? HOLD : SKIP;
  }

  peek(): FrameVerdict {
    return SKIP;
  }

  frame(type: number, bytes: Buffer, start: number, end: number): FrameVerdict {
    if (type === backend.errorResponse) this.sqlstate = decodeErrorFields(bytes, start, end).get('C') ?? 'XX000';
    else if (type === backend.readyForQuery) this.status = decodeReadyStatus(bytes, start, end);
    else if (type === backend.dataRow) this.value = firstValue(bytes, start);
    else if (type === backend.rowDescription) this.shape = { ...this.shape, columns: columnsOf(bytes, start, end) };
    else if (type === backend.parameterDescription)
      this.shape = { ...untold, parameters: parametersOf(bytes, start, end) };
    else if (type === backend.noData) this.shape = { ...this.shape, columns: '' };
    return SKIP;
  }

  pass(): void {}
}

function saysOfRows(type: number): boolean {
  return (
    type === backend.dataRow ||
    type === backend.rowDescription ||
    type === backend.noData ||
    type === backend.parameterDescription
  );
}

/** Int16 count of columns, then for each an Int32 length (-1: NULL) and so many bytes. */
function firstValue(bytes: Buffer, start: number): string | null {
  if (bytes.readInt16BE(start + 5) < 1) return null;
  const length = bytes.readInt32BE(start + 7);
  return length < 0 ? null : bytes.toString('utf8', start + 11, start + 11 + length);
}
