import { type Static, Type } from 'typebox';

/** How files travel to and from one bank by SFTP; a bank that is not named uses the drop folder. */
export const BankTransport = Type.Object(
  {
    host: Type.String({ minLength: 1 }),
    port: Type.Integer({ minimum: 1, maximum: 65_535, default: 22 }),
    user: Type.String({ minLength: 1 }),
    /** SHA-256 of the server's host key as OpenSSH prints it; any other key is refused. */
    hostKeySha256: Type.String({ pattern: '^SHA256:[A-Za-z0-9+/]{43}$' }),
    /** Path of our private key; its content is never in the configuration. */
    privateKeyFile: Type.String({ minLength: 1 }),
    outFolder: Type.String({ default: 'in' }),
    returnFolder: Type.String({ default: 'out' }),
  },
  { additionalProperties: false },
);

/** Settings: the folder below which bank files lie for the bank, shared with the process (DATA_DIR), and SFTP by bank code. */
export const config = Type.Object({
  dataDir: Type.String({ default: '.data' }),
  bankTransports: Type.Record(Type.String({ pattern: '^[A-Z]{3,8}$' }), BankTransport, { default: {} }),
});

/** The settings of this service. */
export type Config = Static<typeof config>;
