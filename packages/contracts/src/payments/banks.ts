import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams } from '../shapes.ts';

const service = 'payments';

/** A bank that pays, with the layout of its files. */
export const Bank = Type.Object(
  {
    code: Type.String(),
    title: Type.String(),
    encoding: Type.String({ description: 'UTF-8, GB18030' }),
    amountUnit: Type.String({ description: 'FEN, YUAN' }),
    returnKeyId: Type.Union([Type.String(), Type.Null()], {
      description: 'RFC 7638 thumbprint of the key under which its returns are believed; null: it signs none',
    }),
  },
  { $id: 'Bank' },
);

/** The key by which a bank signs its returns, or that it signs none from now on. */
export const BankReturnKey = Type.Object(
  {
    id: Id,
    bankCode: Type.String(),
    keyId: Type.Union([Type.String(), Type.Null()]),
    state: Type.String({ description: 'PROPOSED, IN_FORCE, ENDED, WITHDRAWN (another proposal followed)' }),
    proposedOn: Day,
    approvedOn: Type.Union([Day, Type.Null()]),
  },
  { $id: 'BankReturnKey' },
);

export const listBanks = defineOperation({
  id: 'banks.list',
  service,
  method: 'GET',
  path: '/v1/banks',
  summary: 'The banks that pay, with the layout of their files and whether they sign their returns',
  success: { status: 200, schema: Type.Object({ items: Type.Array(Bank) }) },
  permission: 'banks:read',
});

export const proposeReturnKey = defineOperation({
  id: 'bankReturnKeys.propose',
  service,
  method: 'POST',
  path: '/v1/banks/{code}/return-keys',
  summary: 'Propose the public key of a bank’s returns, or none (first person); an open proposal is withdrawn by it',
  params: Type.Object({ code: Type.String({ pattern: '^[A-Z]{3,8}$' }) }),
  body: Type.Object(
    {
      key: Type.Union([
        Type.Object(
          {
            kty: Type.Literal('OKP'),
            crv: Type.Literal('Ed25519'),
            /** 32 bytes in the one way to write them. */
            x: Type.String({ pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$' }),
          },
          { additionalProperties: false },
        ),
        Type.Null(),
      ]),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: BankReturnKey },
  permission: 'bankReturnKeys:manage',
  idempotent: true,
  errors: ['BANK_UNKNOWN', 'BANK_KEY_UNCHANGED'],
});

export const approveReturnKey = defineOperation({
  id: 'bankReturnKeys.approve',
  service,
  method: 'POST',
  path: '/v1/bank-return-keys/{id}/approval',
  summary: 'Approve a proposed key (second person): from now on returns of the bank are believed only under it',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 200, schema: BankReturnKey },
  permission: 'bankReturnKeys:manage',
  idempotent: true,
  errors: ['BANK_KEY_UNKNOWN', 'TWO_PERSON_REQUIRED', 'STATE_TRANSITION_INVALID'],
});
