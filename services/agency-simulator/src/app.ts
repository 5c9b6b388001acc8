import { defineErrors, definePermissions, defineService } from '@mz/service-kit';
import { type AppKit, settings } from './app-kit.ts';
import { createDirectory } from './directory.ts';
import { mountAgencies } from './mount-agencies.ts';
import { mountOverrides } from './mount-overrides.ts';
import { createOverrides } from './overrides.ts';

/** The partner agencies of income-verification.md §4, for development and tests. */
export const service = defineService<unknown, AppKit['config']>({
  name: 'agency-simulator',
  developmentOnly: true,
  errors: defineErrors({}),
  permissions: definePermissions({}),
  config: settings,
  async mount(app, kit) {
    const overrides = createOverrides();
    await mountAgencies(app, { kit, directory: createDirectory(kit.config), overrides });
    await mountOverrides(app, overrides);
  },
  build() {
    // A partner's interface: it has no operations of the platform.
  },
});
