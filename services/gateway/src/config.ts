import { type Static, Type } from 'typebox';

/** Settings of the gateway. */
export const config = Type.Object({
  /** GATEWAY_INTROSPECTION: whether the graph's schema may be asked for; off unless told. */
  introspection: Type.Boolean({ default: false }),
});

/** Checked settings of the gateway. */
export type Config = Static<typeof config>;
