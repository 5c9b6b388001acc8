import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

/** The mutation that does what a write operation does. */
const mutations: Readonly<Record<string, string>> = {
  'agreements.create': 'createAgencyAgreement',
  'agreements.connect': 'connectAgencyAgreement',
  'agreements.end': 'endAgencyAgreement',
  'auditTickets.request': 'requestAuditTicket',
  'auditTickets.decide': 'decideAuditTicket',
  'authorizations.draft': 'draftMeansAuthorization',
  'authorizations.signDraft': 'signMeansAuthorizationDraft',
  'authorizations.sign': 'signMeansAuthorization',
  'authorizations.revoke': 'revokeMeansAuthorization',
  'conflicts.resolve': 'resolveConflict',
  'discUploads.confirm': 'confirmDiscUpload',
  'entrustingUnits.create': 'createEntrustingUnit',
  'entrustingUnits.end': 'endEntrustingUnit',
  'exchangeEndpoints.propose': 'proposeExchangeEndpoint',
  'exchangeEndpoints.approve': 'approveExchangeEndpoint',
  'exchangeEndpoints.end': 'endExchangeEndpoint',
  'exchangeFiles.writeDisc': 'writeExchangeDisc',
  'exchangeFiles.handOver': 'handOverExchangeDisc',
  'exchangeGrants.propose': 'proposeExchangeGrant',
  'exchangeGrants.approve': 'approveExchangeGrant',
  'exchangeGrants.end': 'endExchangeGrant',
  'exchangePartners.create': 'createExchangePartner',
  'income-verification.divisionMoves.decide': 'decideVerificationMove',
  'letters.enterReply': 'enterLetterReply',
  'letters.confirmReply': 'confirmLetterReply',
  'letters.rejectReply': 'rejectLetterReply',
  'mechanisms.plan': 'planVerificationMechanism',
  'mechanisms.change': 'changeVerificationMechanism',
  'mechanisms.establish': 'establishVerificationMechanism',
  'mechanisms.revoke': 'revokeVerificationMechanism',
  'misuseAlarms.review': 'reviewMisuseAlarm',
  'objections.open': 'openObjection',
  'objections.reverify': 'reverifyObjection',
  'objections.close': 'closeObjection',
  'partnerKeys.propose': 'proposePartnerKey',
  'partnerKeys.approve': 'approvePartnerKey',
  'partnerKeys.end': 'endPartnerKey',
  'protectedPersons.propose': 'proposeProtectedPerson',
  'protectedPersons.proposeRemoval': 'proposeProtectedRemoval',
  'protectedPersons.decide': 'decideProtectedPerson',
  'provincialRules.record': 'recordProvincialRule',
  'provincialRules.confirm': 'confirmProvincialRule',
  'rechecks.start': 'startRecheck',
  'rechecks.cancel': 'cancelRecheck',
  'reports.compile': 'compileVerificationReport',
  'reports.issue': 'issueVerificationReport',
  'reports.recordConsent': 'recordReportConsent',
  'requests.draft': 'draftVerificationRequest',
  'requests.amend': 'amendVerificationRequest',
  'requests.create': 'createUnitVerificationRequest',
  'requests.submit': 'submitVerificationRequest',
  'requests.entrust': 'entrustVerificationRequest',
  'requests.return': 'returnVerificationRequest',
  'requests.cancel': 'cancelVerificationRequest',
  'resolutions.confirm': 'confirmResolution',
  'rows.decide': 'decideAnswerRows',
  'verdictOverrides.propose': 'proposeVerdictOverride',
  'verdictOverrides.decide': 'decideVerdictOverride',
};

/** Why a write operation has no mutation. */
const restOnly: Readonly<Record<string, string>> = {
  'discUploads.enter': 'a file of up to 64 MiB is larger than a query may be',
  'income-verification.divisionMoves.holdings': 'place-names asks it; no screen does',
  'income-verification.personHoldings.list': 'people asks it; no screen does',
  'income-verification.personReads.list': 'people asks it; no screen does',
  'income-verification.personReads.forget': 'people asks it; no screen does',
  'income-verification.retentionHoldings.list': 'people asks it; no screen does',
};

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
}

function writeOperations(): string[] {
  const { paths }: OpenApi = JSON.parse(read('openapi.json'));
  return Object.values(paths)
    .flatMap((methods) => Object.entries(methods))
    .flatMap(([method, { operationId }]) => (method === 'get' ? [] : [operationId]))
    .sort();
}

function mutationFields(): string[] {
  const blocks = read('schema.graphql').matchAll(/^(?:extend )?type Mutation \{\n([\s\S]*?)^\}/gm);
  return [...blocks]
    .flatMap(([, fields = '']) => [...fields.matchAll(/^ {2}(\w+)[(:]/gm)].map(([, name = '']) => name))
    .sort();
}

test('every write operation of the contract has its mutation, or is listed with the reason why not', () => {
  const known = [...Object.keys(mutations), ...Object.keys(restOnly)];
  expect(writeOperations()).toEqual(known.toSorted());
  expect(new Set(known).size).toBe(known.length);
});

test('every mutation of the graph is the twin of one operation', () => {
  expect(mutationFields()).toEqual(Object.values(mutations).toSorted());
});
