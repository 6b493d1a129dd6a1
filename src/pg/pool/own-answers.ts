import {
  backend,
  decodeErrorFields,
  decodeReadyStatus,
  type FrameReceiver,
  type FrameVerdict,
  HOLD,
  SKIP,
  type TransactionStatus,
  type Treatment,
} from '../../pgwire/index.js';

/** Drops the answers to what the gateway itself asked of a connection, or to what nobody waits for any more. */
export class OwnAnswers implements FrameReceiver {
  /** SQLSTATE of an error that came; null: none. */
  sqlstate: string | null = null;
  status: TransactionStatus = 'I';
  /** The first value of the last row. */
  value: string | null = null;

  begin(type: number): Treatment {
    const isHeld = type === backend.errorResponse || type === backend.readyForQuery;
    return isHeld ? HOLD : SKIP;
  }

  peek(): FrameVerdict {
    return SKIP;
  }

  frame(type: number, bytes: Buffer, start: number, end: number): FrameVerdict {
    if (type === backend.errorResponse) this.sqlstate = decodeErrorFields(bytes, start, end).get('C') ?? 'XX000';
    else if (type === backend.readyForQuery) this.status = decodeReadyStatus(bytes, start, end);
    return SKIP;
  }

  pass(): void {}
}
