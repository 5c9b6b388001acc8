import { type Static, Type } from 'typebox';

/** Where a partner's SFTP server is, and how it is recognised. */
export const SftpAddress = Type.Object(
  {
    host: Type.String({ minLength: 1 }),
    port: Type.Integer({ minimum: 1, maximum: 65_535, default: 22 }),
    user: Type.String({ minLength: 1 }),
    /** SHA-256 of the server's host key as OpenSSH prints it; any other key is refused. */
    hostKeySha256: Type.String({ pattern: '^SHA256:[A-Za-z0-9+/]{43}$' }),
    /** Path of our private key; its content is never in the configuration. */
    privateKeyFile: Type.String({ minLength: 1 }),
    /** Where files are put for the partner, and where the partner's lie. */
    outFolder: Type.String({ default: 'in' }),
    returnFolder: Type.String({ default: 'out' }),
    /** How long the server may take for one answer. */
    patienceMs: Type.Integer({ minimum: 1, default: 15_000 }),
  },
  { additionalProperties: false },
);
export type SftpAddress = Static<typeof SftpAddress>;
