/**
 * pgwire: PostgreSQL's frontend/backend protocol 3.0 and 3.2 as bytes. Start at framer.ts, then messages/.
 *
 *     chunks ─► Framer ─► begin(type, length) ─► PASS | SKIP            ranges of bytes, never buffered
 *                                            └─► HOLD | PEEK(n) ─► frame/peek ─► messages/*.ts decode what is inspected
 *
 * Invariant: no sockets, nothing of privacy; lengths are checked before they are used, and broken bytes raise nothing but
 * a GatewayError `protocol_violation`.
 */

export { BodyReader, invalidFormat } from './body-reader.js';
export { NAME_BYTES_MAX } from './cut-name.js';
export { cstringBytes, frameBytes, int32Bytes } from './frame-bytes.js';
export {
  type FrameReceiver,
  Framer,
  type FrameVerdict,
  HOLD,
  PASS,
  PASS_AND_HALT,
  SKIP,
  SKIP_AND_HALT,
  type Treatment,
  WAIT,
} from './framer.js';
export {
  backendLengthLimits,
  frontendLengthLimits,
  LARGE_MESSAGE_BYTES_MAX,
  type LengthLimits,
  PASSWORD_MESSAGE_BYTES_MAX,
  SMALL_MESSAGE_BYTES_MAX,
  STARTUP_PACKET_BYTES_MAX,
} from './limits.js';
export { backend, frontend } from './message-types.js';
export {
  encodeAuthenticationCleartextPassword,
  encodeAuthenticationOk,
  encodeAuthenticationSasl,
  encodeAuthenticationSaslContinue,
  encodeAuthenticationSaslFinal,
} from './messages/authentication.js';
export { type BackendKeyData, decodeBackendKeyData, encodeBackendKeyData } from './messages/backend-key-data.js';
export { type Bind, decodeBind } from './messages/bind.js';
export { countElements } from './messages/bind-elements.js';
export {
  BIND_HEAD_BYTES_MAX,
  type BindHead,
  decodeBindHead,
  encodeBindHead,
  encodeTextBind,
} from './messages/bind-head.js';
export { decodeCommandTag, encodeCommandComplete } from './messages/command-complete.js';
export { decodeDataRow, encodeDataRow } from './messages/data-row.js';
export {
  decodeErrorFields,
  type ErrorFields,
  encodeErrorResponse,
  encodeNoticeResponse,
  errorResponseOf,
} from './messages/error-response.js';
export { decodeExecute, type Execute } from './messages/execute.js';
export { decodeNamedTarget, encodeClose, encodeDescribe, type NamedTarget } from './messages/named-target.js';
export { encodeNegotiateProtocolVersion } from './messages/negotiate-protocol-version.js';
export { decodeNotification, encodeNotification, type NotificationResponse } from './messages/notification-response.js';
export { decodeParameterStatus, encodeParameterStatus, type ParameterStatus } from './messages/parameter-status.js';
export { decodeParameterTypes, decodeParse, encodeParameterTypes, encodeParse, type Parse } from './messages/parse.js';
export { decodeQuery, encodeQuery, type Query } from './messages/query.js';
export { decodeReadyStatus, encodeReadyForQuery, type TransactionStatus } from './messages/ready-for-query.js';
export {
  columnsOf,
  encodeRowDescription,
  type OriginVisitor,
  parametersOf,
  type ResultColumn,
  visitOrigins,
} from './messages/row-description.js';
export { decodeStartupPacket, type StartupMessage, type StartupPacket } from './messages/startup-message.js';
export { decodeStartupOptions, encodeStartupOptions, type StartupOptions } from './messages/startup-options.js';
export { decodeUtf8 } from './utf8.js';
