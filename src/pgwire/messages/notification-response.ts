import { BodyReader, invalidFormat } from '../body-reader.js';
import { cstringBytes, frameBytes, int32Bytes } from '../frame-bytes.js';
import { backend } from '../message-types.js';

export interface NotificationResponse {
  readonly processId: number;
  readonly channel: string;
  readonly payload: string;
}

export function decodeNotification(bytes: Buffer, start: number, end: number): NotificationResponse {
  const body = new BodyReader(bytes, start + 5, end);
  const notification = { processId: body.int32(), channel: body.cstring(), payload: body.cstring() };
  if (!body.isAtEnd) throw invalidFormat();
  return notification;
}

export function encodeNotification(notification: NotificationResponse): Buffer {
  return frameBytes(
    backend.notificationResponse,
    int32Bytes(notification.processId),
    cstringBytes(notification.channel),
    cstringBytes(notification.payload),
  );
}
