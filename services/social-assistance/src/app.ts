import { defineService, keepPersonAliases, keepPersonReads } from '@mz/service-kit';
import { registerAcceptance } from './acceptance/index.ts';
import { registerAdjustments } from './adjustments/index.ts';
import type { AppKit } from './app-kit.ts';
import { registerAppeals } from './appeals/index.ts';
import { registerAuthorizations } from './authorizations/index.ts';
import { registerBatches } from './batches/index.ts';
import { registerCases } from './cases/index.ts';
import { registerCertificates } from './certificates/index.ts';
import { registerCounty } from './county/index.ts';
import type { DB } from './database.ts';
import { registerDeadlines } from './deadlines/index.ts';
import { registerDecisions } from './decisions/index.ts';
import { registerDeclarations } from './declarations/index.ts';
import { registerMoves } from './divisions/index.ts';
import { registerEnrolmentReviews } from './enrolment-reviews/index.ts';
import { registerEnrolments } from './enrolments/index.ts';
import { errors } from './errors.ts';
import { registerFraud } from './fraud/index.ts';
import { registerHouseholds } from './households/index.ts';
import { registerIntake } from './intake/index.ts';
import { registerInvestigation } from './investigation/index.ts';
import { registerNearRelatives } from './near-relatives/index.ts';
import { registerObjections } from './objections/index.ts';
import { permissions } from './permissions.ts';
import { registerRetention } from './retention/index.ts';
import { registerReview } from './review/index.ts';
import { sealedColumns } from './sealed-columns.ts';
import { keepFormer, registerStandards, seedStandards } from './standards/index.ts';
import { registerSweeps } from './sweeps/index.ts';
import { systemJobs } from './system-jobs.ts';
import { registerTransfers } from './transfers/index.ts';
import { registerVerification } from './verification/index.ts';

/** social-assistance: households, applications, entitlements, standards. */
export const service = defineService<DB>({
  name: 'social-assistance',
  migrations: new URL('../migrations/', import.meta.url),
  errors,
  permissions,
  systemJobs,
  sealedColumns,
  build(kit: AppKit) {
    // Intake, in the order in which a case meets it.
    keepPersonAliases(kit);
    keepPersonReads(kit);
    registerStandards(kit);
    registerCases(kit);
    registerAuthorizations(kit);
    registerHouseholds(kit);
    registerDeclarations(kit);
    registerIntake(kit);
    // Case work, from the township's desk to the decision.
    registerAcceptance(kit);
    registerVerification(kit);
    registerInvestigation(kit);
    registerReview(kit);
    registerCounty(kit);
    registerObjections(kit);
    registerDecisions(kit);
    // Payment.
    registerEnrolments(kit);
    registerBatches(kit);
    registerAdjustments(kit);
    registerEnrolmentReviews(kit);
    registerSweeps(kit);
    // What else happens to a household.
    registerAppeals(kit);
    registerCertificates(kit);
    registerNearRelatives(kit);
    registerTransfers(kit);
    registerFraud(kit);
    registerDeadlines(kit);
    registerRetention(kit);
    registerMoves(kit, keepFormer);
  },
  seed: seedStandards,
});
