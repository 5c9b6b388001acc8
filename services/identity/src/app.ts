import { defineService, divisionMoveJobs } from '@mz/service-kit';
import { loadDemoAccounts } from '../seed/load-demo-accounts.ts';
import { registerAccounts } from './accounts/index.ts';
import { type AppKit, settings } from './app-kit.ts';
import type { DB } from './database.ts';
import { mountDevelopmentTokens } from './development/dev-token.ts';
import { registerDivisions } from './divisions/index.ts';
import { errors } from './errors.ts';
import { registerPartners } from './partners/index.ts';
import { permissions } from './permissions.ts';
import { mountProvider } from './provider/index.ts';

/** Staff accounts, machine clients, and the OpenID provider of the embedded default. */
export const service = defineService<DB, AppKit['config']>({
  name: 'identity',
  migrations: new URL('../migrations/', import.meta.url),
  errors,
  permissions,
  config: settings,
  systemJobs: [
    { name: 'accounts.login', tables: ['account', 'role_grant'], why: 'nobody has a role before the log-in' },
    {
      name: 'oidc.state',
      tables: ['oidc_state', 'partner_client'],
      why: 'the provider keeps its state and knows its clients',
    },
    { name: 'accounts.seed', tables: ['account', 'role_grant'], why: 'demo accounts of a development stack' },
    { name: 'oidc.purge', tables: ['oidc_state'], why: 'expired artefacts are deleted each day' },
    ...divisionMoveJobs(['role_grant']),
  ],
  async mount(app, kit) {
    mountProvider(app, kit);
    if (kit.config.developmentTokens) mountDevelopmentTokens(app, kit);
  },
  build(kit) {
    registerAccounts(kit);
    registerPartners(kit);
    registerDivisions(kit);
  },
  seed: loadDemoAccounts,
});
