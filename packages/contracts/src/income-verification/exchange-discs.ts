import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, PageQuery, Version } from '../shapes.ts';

const service = 'income-verification';
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const discNo = Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9-]+$' });
const fileNo = Type.String({ pattern: '^[A-Z0-9_-]{1,80}$' });
const Nullable = <T extends typeof Day | ReturnType<typeof Type.String>>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** A batch file, sent or received; never its content. */
export const ExchangeFile = Type.Object(
  {
    id: Id,
    fileNo: Type.String(),
    direction: Type.String({ description: 'OUT, IN' }),
    agencyCode: Type.String(),
    itemCode: Type.String(),
    state: Type.String({ description: 'SEALED, SENT, ANSWERED; ACCEPTED, REFUSED' }),
    refusalCode: Nullable(Type.String()),
    /** HTTP, FOLDER, SFTP or DISC. */
    route: Type.String(),
    rowCount: Type.Integer(),
    createdOn: Day,
    /** When the agency should have answered. */
    dueOn: Nullable(Day),
    /** Of a file on a disc, once it is written. */
    discNo: Nullable(Type.String()),
    version: Version,
  },
  { $id: 'ExchangeFile' },
);

export const listExchangeFiles = defineOperation({
  id: 'exchangeFiles.list',
  service,
  method: 'GET',
  path: '/v1/exchange-files',
  summary: 'Batch files to and from the agencies, newest first',
  query: Type.Object({
    ...PageQuery.properties,
    agencyCode: Type.Optional(Type.String()),
    state: Type.Optional(Type.String()),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(ExchangeFile), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'exchangeFiles:read',
});

export const downloadExchangeFile = defineOperation({
  id: 'exchangeFiles.download',
  service,
  method: 'GET',
  path: '/v1/exchange-files/{id}/content',
  summary: 'The encrypted bytes of a file that travels on a disc; each download is in the audit trail',
  params: IdParams,
  success: { status: 200, schema: Type.String(), stream: 'application/jose' },
  permission: 'exchangeFiles:carry',
  errors: ['EXCHANGE_FILE_UNKNOWN', 'STATE_TRANSITION_INVALID'],
});

const written = {
  discNo,
  /** Of the bytes as they stand on the disc: read again, not copied from the screen. */
  contentSha256: Sha256,
};

export const writeDisc = defineOperation({
  id: 'exchangeFiles.writeDisc',
  service,
  method: 'POST',
  path: '/v1/exchange-files/{id}/disc',
  summary: 'The first person says on which disc the file stands',
  params: IdParams,
  body: Type.Object(written, { additionalProperties: false }),
  success: { status: 200, schema: ExchangeFile },
  permission: 'exchangeFiles:carry',
  idempotent: true,
  versioned: true,
  errors: ['EXCHANGE_FILE_UNKNOWN', 'STATE_TRANSITION_INVALID', 'DISC_CONTENT_DIFFERS'],
});

export const handOverDisc = defineOperation({
  id: 'exchangeFiles.handOver',
  service,
  method: 'POST',
  path: '/v1/exchange-files/{id}/hand-over',
  summary: 'Another person has read the disc again and given it to the agency: the file is sent',
  params: IdParams,
  body: Type.Object(written, { additionalProperties: false }),
  success: { status: 200, schema: ExchangeFile },
  permission: 'exchangeFiles:confirm',
  idempotent: true,
  versioned: true,
  errors: ['EXCHANGE_FILE_UNKNOWN', 'STATE_TRANSITION_INVALID', 'DISC_CONTENT_DIFFERS', 'TWO_PERSON_REQUIRED'],
});

/** An answer file that came on a disc. */
export const DiscUpload = Type.Object(
  {
    id: Id,
    fileNo: Type.String(),
    discNo: Type.String(),
    contentSha256: Type.String(),
    state: Type.String({ description: 'ENTERED, CONFIRMED' }),
    enteredBy: Type.String(),
    confirmedBy: Type.Union([Type.String(), Type.Null()]),
    version: Version,
  },
  { $id: 'DiscUpload' },
);

export const uploadDisc = defineOperation({
  id: 'discUploads.enter',
  service,
  method: 'POST',
  path: '/v1/disc-uploads',
  summary: 'Read in an answer file from a disc; it counts when another person has confirmed it',
  body: Type.Object(
    {
      fileNo,
      discNo,
      /** One JWE, as it stands on the disc. */
      content: Type.String({ minLength: 1, maxLength: 67_108_864, pattern: '^[A-Za-z0-9_.-]+$' }),
    },
    { additionalProperties: false },
  ),
  maxBodyBytes: 70_000_000,
  success: { status: 201, schema: DiscUpload },
  permission: 'exchangeFiles:carry',
  idempotent: true,
  errors: [
    'FILE_STRUCTURE_INVALID',
    'FILE_SIGNATURE_INVALID',
    'FILE_KEY_EXPIRED',
    'FILE_KEY_NOT_YET_VALID',
    'FILE_KEY_REVOKED',
    'FILE_CONFLICT',
    'EXCHANGE_FILE_UNKNOWN',
  ],
});

export const confirmDisc = defineOperation({
  id: 'discUploads.confirm',
  service,
  method: 'POST',
  path: '/v1/disc-uploads/{id}/confirmation',
  summary: 'Another person has compared the disc: its answers are answers like any other',
  params: IdParams,
  body: Type.Object(written, { additionalProperties: false }),
  success: { status: 200, schema: DiscUpload },
  permission: 'exchangeFiles:confirm',
  idempotent: true,
  versioned: true,
  errors: [
    'EXCHANGE_FILE_UNKNOWN',
    'DISC_CONTENT_DIFFERS',
    'TWO_PERSON_REQUIRED',
    'STATE_TRANSITION_INVALID',
    'FILE_STRUCTURE_INVALID',
    'FILE_CONFLICT',
  ],
});
