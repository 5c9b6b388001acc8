import { type TObject, type TSchema, Type } from 'typebox';

/** The few shapes that all services share. Formats are checked by the kit's validators. */
export const Id = Type.String({ format: 'uuid' });
/** Integer fen, never a float. */
export const Fen = Type.Integer({ minimum: -9_007_199_254_740_991, maximum: 9_007_199_254_740_991, description: '分' });
/** A day in Asia/Shanghai, YYYY-MM-DD. */
export const Day = Type.String({ format: 'date' });
/** A benefit month, YYYY-MM. */
export const Month = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' });
/** 12-digit division code. */
export const DivisionCode = Type.String({ pattern: '^[0-9]{12}$' });
/** A case of a bureau: `<service>/<uuid>`, as it stands in X-Case and in case events. */
export const CaseRef = Type.String({ pattern: '^[a-z-]+/[0-9a-f-]{36}$' });
/** Basis points: 6000 = 60%. */
export const BasisPoints = Type.Integer({ minimum: 0, maximum: 100_000 });
/** Version of a record, sent as ETag and expected in If-Match. */
export const Version = Type.Integer({ minimum: 1 });
/** Path parameters of a record addressed by id. */
export const IdParams = Type.Object({ id: Id });
/** Query of a page: opaque cursor and size. */
export const PageQuery = Type.Object({
  after: Type.Optional(Type.String({ maxLength: 512 })),
  first: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
/** The reference to a case of a bureau as text. */
export function caseRef(service: string, id: string): string {
  return `${service}/${id}`;
}

/** An object that refuses what it does not name. */
export function strict<P extends Record<string, TSchema>>(properties: P): TObject<P> {
  return Type.Object(properties, { additionalProperties: false });
}
