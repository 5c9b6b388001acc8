import { type Static, Type } from 'typebox';

/** Settings of the gateway. */
export const config = Type.Object({
  /** ISSUER_URL of identity. */
  issuerUrl: Type.String({ default: 'http://127.0.0.1:8081/oidc' }),
  /** GATEWAY_AUTHORIZATION_URL: where a browser logs in, when it is not `<issuer>/auth`. */
  authorizationUrl: Type.Optional(Type.String()),
  /** GATEWAY_PUBLIC_URL: where people reach the gateway. */
  publicUrl: Type.String({ default: 'http://127.0.0.1:8080' }),
  /** GATEWAY_INTROSPECTION: whether the graph's schema may be asked for; off unless told. */
  introspection: Type.Boolean({ default: false }),
});

/** Checked settings of the gateway. */
export type Config = Static<typeof config>;
