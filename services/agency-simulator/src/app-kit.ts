import type { Kit } from '@mz/service-kit';
import { type Static, Type } from 'typebox';

/** Settings of the simulator: the invented people whom the agencies know beside those of the story. */
export const settings = Type.Object({
  /** Drop folders lie in `<DATA_DIR>/agency-files/<agency>`, as the platform has them. */
  dataDir: Type.String({ default: '.data' }),
  populationSeed: Type.String({ default: 'shandong-2014' }),
  populationHouseholds: Type.Integer({ default: 200, minimum: 0 }),
  /** Villages and communities of the population, 12 digits each. */
  populationDivisions: Type.Array(Type.String({ pattern: '^[0-9]{12}$' }), {
    default: ['370102001002', '370102001003', '371721101200', '371721101201'],
  }),
});

/** The kit as this service has it; it has no database. */
export type AppKit = Kit<unknown, Static<typeof settings>>;
