import type { Transaction } from '@mz/db';
import { SftpAddress } from '@mz/file-transport';
import type { Context, Kit, Unit } from '@mz/service-kit';
import type { Kysely } from 'kysely';
import { type Static, Type } from 'typebox';
import type { DB } from './database.ts';

/** Settings of income-verification. */
export const settings = Type.Object({
  /** Where the agencies' exchange answers; empty: the simulator of a development stack. */
  agencyBaseUrl: Type.String({ default: '' }),
  /** Public keys (JWK, each with `kid`) of the agencies; empty: the simulator's key of the shared key folder. */
  agencyPublicKeys: Type.Array(Type.Object({ kid: Type.String() }), { default: [] }),
  /** Port of the partners' own listener with client certificates; -1: none, 0: any free one. Files of PEM below. */
  exchangeTlsPort: Type.Integer({ default: -1, minimum: -1, maximum: 65_535 }),
  exchangeTlsHost: Type.String({ default: '127.0.0.1' }),
  exchangeTlsKey: Type.String({ default: '' }),
  exchangeTlsCert: Type.String({ default: '' }),
  exchangeTlsCa: Type.String({ default: '' }),
  /** Pins of the agencies' exchange (SHA-256 of the key, base64url); with them it is called with the certificate above. */
  agencyTlsPins: Type.Array(Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }), { default: [] }),
  /** Faults in a row that open an agency's circuit, and for how long. */
  agencyBreakerFaults: Type.Integer({ default: 5, minimum: 1 }),
  agencyBreakerOpenMs: Type.Integer({ default: 60_000, minimum: 1 }),
  /** How long an event waits for answers at most; an eighth of it once there are some and no more come. */
  agencyPatienceMs: Type.Integer({ default: 2_000, minimum: 1 }),
  /** Where the public reaches the platform: the head of the address in a report's QR code; empty: the path alone. */
  publicBaseUrl: Type.String({ default: '' }),
  /** How long one file, or the listing of an agency's files, may take over the exchange. */
  agencyFileSeconds: Type.Integer({ default: 60, minimum: 1 }),
  /** Drop folders of agencies lie in `<DATA_DIR>/agency-files/<agency>`: `in` for the agency, `out` for this service. */
  dataDir: Type.String({ default: '.data' }),
  /** SFTP servers by agency, for agreements whose files travel by SFTP. */
  agencyFileServers: Type.Record(Type.String({ pattern: '^[A-Z][A-Z_]{1,39}$' }), SftpAddress, { default: {} }),
  /** Callback addresses of private networks and of this machine are admitted: for tests. */
  spdciPrivateAddresses: Type.Boolean({ default: false }),
});

/** The kit as this service has it. */
export type AppKit = Kit<DB, Static<typeof settings>>;

/** A database handle or an open transaction: queries take it first. */
export type Db = Kysely<DB> | Transaction<DB>;

/** What a step of a command works with: the kit, the caller and the open unit of work. */
export type Work = { readonly kit: AppKit; readonly ctx: Context; readonly unit: Unit<DB> };
