import { type Static, Type } from 'typebox';

/** Settings: the folder below which bank files lie for the bank, shared with the process (DATA_DIR). */
export const config = Type.Object({ dataDir: Type.String({ default: '.data' }) });

/** The settings of this service. */
export type Config = Static<typeof config>;
