import { type Static, Type } from 'typebox';

/** Settings: the address under which the public reaches this service, without `/v1`; through the gateway unless given. */
export const config = Type.Object({ publicUrl: Type.Optional(Type.String({ pattern: '^https?://' })) });

/** The settings of this service. */
export type Config = Static<typeof config>;
