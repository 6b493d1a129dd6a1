import type { GatewayError } from '../../errors/index.js';
import type { ForwardableRequest } from './forwardable-request.js';

/** A request as a listener has read it: everything in it is decoded, and there once. */
export interface ExchangeFacts {
  readonly principal: string;
  /** What the caller said; null: nothing. */
  readonly purpose: string | null;
  /** The request carries a person's opt-out preference (`Sec-GPC: 1`). */
  readonly optsOut: boolean;
  readonly method: string;
  readonly segments: readonly string[];
  readonly endsWithSlash: boolean;
  readonly query: ReadonlyMap<string, string>;
  /** By names in small letters. */
  readonly headers: ReadonlyMap<string, string>;
}

/** What the gate makes of a request. */
export interface Exchange {
  readonly store: string;
  readonly purpose: string;
  /** `GET /v1/contacts/{id}`: never the path that the caller wrote. */
  readonly resource: string;
  /** A body must come with the request. */
  readonly takesBody: boolean;
  /**
   * What may be sent to the store.
   *
   * @throws GatewayError when the body holds what may not be written, or what nobody declared; when a subject's will forbids it.
   */
  request(body: Buffer | null): ForwardableRequest | Promise<ForwardableRequest>;
  readonly answer: AnswerPlan;
  /** It changes nothing in the store. */
  readonly isRead: boolean;
  /** The caller asked for the head alone. */
  readonly headOnly: boolean;
}

/** What may come back. */
export interface AnswerPlan {
  /** Statuses whose body has the resource's form. */
  readonly statuses: ReadonlySet<number>;
  /** The media type that is sent. */
  readonly contentType: string;
  /** Some records may not be seen: what is said in an answer's place must not tell of them. */
  readonly hidesRecords: boolean;
  /** Which of them is what subjects say, who may say otherwise while an answer is under way. */
  readonly hangsOnWill: boolean;
  /** A body that breaks off is no document: it needs no length. */
  readonly endsByItself: boolean;
  /** Each of its documents is sent when it came: it is not waited for the end. */
  readonly comesBitByBit: boolean;
  /** Where no record is left of the document, there is no such resource. */
  readonly isOneRecord: boolean;
  /**
   * Null when the store's own content type is one under which the body may be of the declared format.
   */
  contentTypeRefusal(contentType: string | undefined): GatewayError | null;
  /** The headers that may be passed on, with what is left of them. */
  headers(given: Readonly<Record<string, string | string[] | undefined>>): readonly (readonly [string, string])[];
  /** A new transform of one body. */
  transform(): AnswerTransform;
}

/** A BodyTransform whose pending records are decided here. */
export interface AnswerTransform {
  push(chunk: Uint8Array): void;
  end(): void;
  /** Decides about the records that wait. Null: none does. */
  settle(): Promise<void> | null;
  take(): Buffer;
  /** The body has come through whole, and all of it was taken: the transform is not used again. */
  done(): void;
  /** Records that came out, and that were filtered out. */
  readonly records: number;
  readonly dropped: number;
}
