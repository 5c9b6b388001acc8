import { defineService, keepPersonReads } from '@mz/service-kit';
import { loadAgreements } from '../seed/load-agreements.ts';
import { loadPartners } from '../seed/load-partners.ts';
import { mountTraffic, registerAgencyQuality } from './agency-quality/index.ts';
import { registerAgreements } from './agreements/index.ts';
import { type AppKit, settings } from './app-kit.ts';
import { registerAuditTickets } from './audit-tickets/index.ts';
import { registerAuthorizations } from './authorizations/index.ts';
import { chunkAnswers, registerBatches } from './batches/index.ts';
import type { DB } from './database.ts';
import { createAgencyExchange, registerDispatch } from './dispatch/index.ts';
import { registerDivisions } from './divisions/index.ts';
import { errors } from './errors.ts';
import { mountPartnerRoutes, partnerKeysOf, registerExchange } from './exchange/index.ts';
import { registerFiles } from './files/index.ts';
import { registerVerificationIndicators } from './indicators/index.ts';
import { registerLetters } from './letters/index.ts';
import { registerMechanisms } from './mechanisms/index.ts';
import { registerMisuse } from './misuse/index.ts';
import { closeByVersion, registerObjections } from './objections/index.ts';
import { readPublicLimit } from './parameters/index.ts';
import { mountPartnerNotices } from './partner-notices/index.ts';
import { permissions } from './permissions.ts';
import { registerPersons } from './persons/index.ts';
import { registerQueryLog } from './query-log/index.ts';
import { registerReports } from './reports/index.ts';
import { authorizationEffects, registerRequests } from './requests/index.ts';
import { registerRetention } from './retention/index.ts';
import { sealedColumns } from './sealed-columns.ts';
import { createRegistrySearch, mountSpdci, registerSpdci } from './spdci/index.ts';
import { registerStatistics } from './statistics/index.ts';
import { mountPush, registerSubscriptions } from './subscriptions/index.ts';
import { systemJobs } from './system-jobs.ts';
import { registerUnits } from './units/index.ts';

/** Verification of a household's means: authorizations, agreements, requests, answers, reports. */
export const service = defineService<DB, AppKit['config']>({
  name: 'income-verification',
  migrations: new URL('../migrations/', import.meta.url),
  errors,
  permissions,
  config: settings,
  systemJobs,
  sealedColumns,
  publicReads: { callsPerMinute: readPublicLimit },
  async mount(app, kit) {
    await mountPartnerRoutes(app, kit);
    await mountTraffic(app, kit);
    await mountPartnerNotices(app, kit);
    await mountPush(app, kit);
    await mountSpdci(app, kit);
  },
  build(kit) {
    registerPersons(kit, authorizationEffects);
    keepPersonReads(kit);
    registerDivisions(kit);
    registerExchange(kit);
    registerAgreements(kit, partnerKeysOf(kit));
    registerUnits(kit);
    registerAuthorizations(kit, authorizationEffects);
    registerRequests(kit);
    const exchange = createAgencyExchange(kit);
    registerDispatch(kit, exchange, createRegistrySearch(kit, exchange));
    registerFiles(kit, exchange, chunkAnswers());
    registerLetters(kit);
    registerSubscriptions(kit, exchange);
    registerBatches(kit);
    registerRetention(kit);
    registerReports(kit, { replaced: closeByVersion });
    registerObjections(kit);
    registerMechanisms(kit);
    registerAgencyQuality(kit);
    registerVerificationIndicators(kit);
    registerSpdci(kit);
    registerQueryLog(kit);
    registerMisuse(kit);
    registerAuditTickets(kit);
    registerStatistics(kit);
  },
  async seed(kit) {
    await loadPartners(kit);
    await loadAgreements(kit);
  },
});
