import { type Static, Type } from 'typebox';

/** Settings of place-names. */
export const config = Type.Object({
  /** The address under which the public reaches this service, without `/v1`; through the gateway unless given. */
  publicUrl: Type.Optional(Type.String({ pattern: '^https?://' })),
  /** The ministry's node, PLACE_NAMES_MINISTRY_NODE_URL; it gets nothing while it has no address. */
  ministryNodeUrl: Type.String({ default: '' }),
  /** Public keys (JWK with `kid`) under which the node answers; the simulator's key unless told. */
  ministryNodeKeys: Type.Array(Type.Object({ kid: Type.String() }), { default: [] }),
});

/** Checked settings of place-names. */
export type Config = Static<typeof config>;
