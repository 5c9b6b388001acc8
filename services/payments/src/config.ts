import { SftpAddress } from '@mz/file-transport';
import { type Static, Type } from 'typebox';

/**
 * Settings: the folder below which bank files lie for the bank, shared with the process (DATA_DIR), and SFTP by bank code; a
 * bank that is not named uses the drop folder.
 */
export const config = Type.Object({
  dataDir: Type.String({ default: '.data' }),
  bankTransports: Type.Record(Type.String({ pattern: '^[A-Z]{3,8}$' }), SftpAddress, { default: {} }),
});

/** The settings of this service. */
export type Config = Static<typeof config>;
