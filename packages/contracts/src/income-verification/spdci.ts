import { type Static, Type } from 'typebox';
import { Id } from '../shapes.ts';

/** Messages of the SPDCI interoperability standard, version 1.0.0, as far as this platform reads them; other members may stand beside. */
const Key = Type.String({ minLength: 1, maxLength: 99 });
const Moment = Type.String({ format: 'date-time' });

/** The head of every message. */
export const SpdciHeader = Type.Object({
  version: Type.Optional(Type.String({ maxLength: 20 })),
  message_id: Key,
  message_ts: Moment,
  action: Type.String({ maxLength: 40 }),
  sender_id: Key,
  sender_uri: Type.Optional(Type.String({ maxLength: 400 })),
  receiver_id: Type.Optional(Key),
  total_count: Type.Optional(Type.Integer({ minimum: 0 })),
  is_msg_encrypted: Type.Optional(Type.Boolean()),
});
export type SpdciHeader = Static<typeof SpdciHeader>;

/** The head and whatever follows it. */
export const SpdciEnvelope = Type.Object({ header: SpdciHeader, message: Type.Object({}) });
export type SpdciEnvelope = Static<typeof SpdciEnvelope>;

/** An encrypted message: a JWE in flattened form (RFC 7516 §7.2.2) whose `header` is the unprotected one; `epk` may stand in either. */
export const SpdciEncrypted = Type.Object({
  header: Type.Object({ alg: Type.String(), enc: Type.String(), kid: Type.String() }),
  protected: Type.Optional(Type.String()),
  ciphertext: Type.String(),
  encrypted_key: Type.String(),
  tag: Type.String(),
  iv: Type.String(),
});
export type SpdciEncrypted = Static<typeof SpdciEncrypted>;

const Expression = Type.Object({
  attribute_name: Type.String({ maxLength: 80 }),
  operator: Type.String({ maxLength: 10 }),
  attribute_value: Type.Unknown(),
});

/** What a search looks for; the meaning of type, names and values is agreed in docs/partners.md. */
export const SpdciCriteria = Type.Object({
  version: Type.Optional(Type.String()),
  reg_type: Type.Optional(Type.String({ maxLength: 80 })),
  query_type: Type.String({ maxLength: 40 }),
  query: Type.Union([
    Type.Object({ type: Type.String({ maxLength: 80 }), value: Type.Unknown() }),
    Type.Array(
      Type.Object({
        expression1: Expression,
        condition: Type.Optional(Type.String({ maxLength: 10 })),
        expression2: Type.Optional(Expression),
      }),
      { maxItems: 20 },
    ),
  ]),
  pagination: Type.Optional(Type.Object({ page_size: Type.Number(), page_number: Type.Optional(Type.Number()) })),
  authorize: Type.Optional(
    Type.Object({ purpose: Type.Optional(Type.Object({ code: Type.Optional(Type.String({ maxLength: 40 })) })) }),
  ),
});
export type SpdciCriteria = Static<typeof SpdciCriteria>;

/** A search: each item is one household or person to be checked, or one case to be looked up. */
export const SpdciSearchMessage = Type.Object({
  transaction_id: Key,
  search_request: Type.Array(Type.Object({ reference_id: Key, timestamp: Moment, search_criteria: SpdciCriteria }), {
    minItems: 1,
    maxItems: 1000,
  }),
});
export type SpdciSearchMessage = Static<typeof SpdciSearchMessage>;
export type SpdciSearchItem = SpdciSearchMessage['search_request'][number];

/** A subscription to changes that concern a person. */
export const SpdciSubscribeMessage = Type.Object({
  transaction_id: Key,
  subscribe_request: Type.Array(
    Type.Object({
      reference_id: Key,
      timestamp: Moment,
      subscribe_criteria: Type.Object({
        version: Type.Optional(Type.String()),
        reg_type: Type.Optional(Type.String({ maxLength: 80 })),
        reg_event_type: Type.String({ maxLength: 80 }),
        filter_type: Type.Optional(Type.String({ maxLength: 40 })),
        filter: Type.Object({ type: Type.String({ maxLength: 80 }), value: Type.Unknown() }),
        notify_record_type: Type.String({ maxLength: 80 }),
        authorize: SpdciCriteria.properties.authorize,
      }),
    }),
    { minItems: 1, maxItems: 1000 },
  ),
});
export type SpdciSubscribeMessage = Static<typeof SpdciSubscribeMessage>;
export type SpdciSubscribeItem = SpdciSubscribeMessage['subscribe_request'][number];

/** The end of subscriptions. */
export const SpdciUnsubscribeMessage = Type.Object({
  transaction_id: Key,
  subscription_codes: Type.Array(Key, { minItems: 1, maxItems: 1000 }),
});
export type SpdciUnsubscribeMessage = Static<typeof SpdciUnsubscribeMessage>;

/** How a transaction stands. */
export const SpdciStatusMessage = Type.Object({
  transaction_id: Key,
  txnstatus_request: Type.Object({
    reference_id: Key,
    txn_type: Type.String({ maxLength: 40 }),
    attribute_type: Type.Union([
      Type.Literal('transaction_id'),
      Type.Literal('reference_id_list'),
      Type.Literal('correlation_id'),
      Type.Literal('subscription_code_list'),
    ]),
    attribute_value: Type.Union([Key, Type.Array(Key, { minItems: 1, maxItems: 1000 })]),
  }),
});
export type SpdciStatusMessage = Static<typeof SpdciStatusMessage>;

/** What another registry answers to this platform's own search. */
export const SpdciSearchResponse = Type.Object({
  transaction_id: Type.String({ maxLength: 99 }),
  correlation_id: Type.String({ maxLength: 99 }),
  search_response: Type.Array(
    Type.Object({
      reference_id: Id,
      timestamp: Moment,
      status: Type.Union([Type.Literal('rcvd'), Type.Literal('pdng'), Type.Literal('succ'), Type.Literal('rjct')]),
      status_reason_code: Type.Optional(Type.String({ maxLength: 80 })),
      status_reason_message: Type.Optional(Type.String({ maxLength: 999 })),
      data: Type.Optional(
        Type.Object({
          reg_records: Type.Array(Type.Record(Type.String(), Type.Unknown()), { maxItems: 500 }),
        }),
      ),
    }),
    { minItems: 1, maxItems: 1000 },
  ),
});
export type SpdciSearchResponse = Static<typeof SpdciSearchResponse>;
export type SpdciAnswered = SpdciSearchResponse['search_response'][number];

/** The acknowledgement of an asynchronous message. */
export const SpdciAck = Type.Object({
  message: Type.Object({
    ack_status: Type.Union([Type.Literal('ACK'), Type.Literal('NACK'), Type.Literal('ERR')]),
    timestamp: Moment,
    correlation_id: Type.String({ maxLength: 99 }),
    error: Type.Optional(Type.Object({ code: Type.Optional(Type.String()), message: Type.Optional(Type.String()) })),
  }),
});
export type SpdciAck = Static<typeof SpdciAck>;
