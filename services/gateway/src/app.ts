import { defineService } from '@mz/service-kit';
import type { AppKit } from './app-kit.ts';
import { mountCatalogue } from './catalogue/catalogue.ts';
import { config } from './config.ts';
import { errors } from './errors.ts';
import { mountGraphql } from './federation/mount.ts';
import { mountHealth } from './health/health.ts';
import { mountOperatorPages } from './operations/index.ts';
import { permissions } from './permissions.ts';
import { mountProxy } from './proxy/proxy.ts';
import { mountReference } from './reference/reference.ts';
import { mountStart } from './start-page.ts';

/** One door to all services; owns nothing. */
export const service = defineService<unknown, AppKit['config']>({
  name: 'gateway',
  errors,
  permissions,
  config,
  async mount(app, kit) {
    await mountGraphql(app, kit);
    await mountProxy(app, kit);
    mountReference(app);
    mountCatalogue(app);
    mountHealth(app, kit);
    await mountOperatorPages(app, kit);
    mountStart(app);
  },
  build() {
    // The gateway has no operation of its own.
  },
});
