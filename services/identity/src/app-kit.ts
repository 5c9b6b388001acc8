import type { Kit } from '@mz/service-kit';
import { type Static, Type } from 'typebox';
import type { DB } from './database.ts';

/** Settings of identity. */
export const settings = Type.Object({
  issuerUrl: Type.String({ default: 'http://127.0.0.1:8081/oidc' }),
  /** Where the web frontend may be sent after a log-in, separated by spaces. */
  frontendRedirects: Type.String({ default: 'http://127.0.0.1:8080/signed-in' }),
  /** Where the gateway's operator pages may be sent after a log-in, separated by spaces; empty: no such client. */
  operatorRedirects: Type.String({ default: 'http://127.0.0.1:8080/operations/signed-in' }),
  /** `true` in development: demo accounts and POST /dev/token. */
  developmentTokens: Type.Boolean({ default: true }),
});

/** The kit as this service has it. */
export type AppKit = Kit<DB, Static<typeof settings>>;
