import { benchAnswerFile } from './answer-file.ts';
import { benchAuditVerify } from './audit-verify.ts';
import { benchBulkLoad } from './bulk-load.ts';
import { benchCommand } from './command.ts';
import { benchCompile } from './compile.ts';
import { benchCreate } from './create.ts';
import { benchEvents } from './events.ts';
import { benchGateway, benchGatewayWide } from './gateway.ts';
import { benchGraphqlNested, benchGraphqlPersons } from './graphql-nested.ts';
import { benchGrowth } from './growth.ts';
import { benchHouseholdLoad } from './household-load.ts';
import { benchLightCheck } from './light-check.ts';
import { benchMemory } from './memory.ts';
import { benchPaymentRun } from './payment-run.ts';
import { benchPersonRead } from './person-read.ts';
import { benchPlaceSearch } from './place-search.ts';
import { benchRestRead } from './rest-read.ts';
import { benchRlsRead } from './rls-read.ts';
import type { Row } from './row.ts';
import { benchSignedCall } from './signed-call.ts';
import { benchSweep } from './sweep.ts';

/** The rows of this bench by their names (ARCHITECTURE §13). */
export const rows: Readonly<Record<string, Row>> = {
  'payment-run': {
    aim: 2,
    as: 'time',
    about: 'a month from the draft to the booked journal, against one INSERT … SELECT a table',
    defaults: { households: 4_000 },
    run: benchPaymentRun,
  },
  sweep: {
    aim: 1.5,
    as: 'time',
    about: 'a sweep of the province, against one statement that computes and inserts the same rows',
    defaults: { households: 100_000 },
    run: benchSweep,
  },
  'bulk-load': {
    aim: 0.8,
    as: 'speed',
    about: 'load:persons, against the server’s own COPY of the very same rows',
    defaults: { households: 20_000 },
    run: benchBulkLoad,
  },
  'household-load': {
    aim: 0.8,
    as: 'speed',
    about: 'load:households, against the server’s own COPY of the very same rows',
    defaults: { households: 5_000 },
    run: benchHouseholdLoad,
  },
  'audit-verify': {
    aim: 2,
    as: 'time',
    about:
      'a sealed trail of one row a household verified whole, against one statement that hashes each of its rows once',
    defaults: { households: 300_000 },
    run: benchAuditVerify,
  },
  'rest-read': {
    aim: 0.9,
    as: 'speed',
    about: 'a standard by its key through the whole stack, against bare Fastify + pg with the same SQL',
    run: benchRestRead,
  },
  'rls-read': {
    aim: 0.75,
    as: 'speed',
    about: 'a batch by its id under row security, against bare Fastify + pg with the same SQL and without row security',
    run: benchRlsRead,
  },
  create: {
    aim: 0.6,
    as: 'speed',
    about: 'a drafted case with event, audit row and key in one commit, against a bare INSERT of its two rows',
    defaults: { requests: 3_000 },
    run: benchCreate,
  },
  command: {
    aim: 0.4,
    as: 'speed',
    about: 'an approval: loads, decides, saves, with audit row and key, against SELECT FOR UPDATE and UPDATE',
    defaults: { requests: 3_000 },
    run: benchCommand,
  },
  'person-read': {
    aim: 0.45,
    as: 'speed',
    about: 'a person with the ledger row durable before the answer, against a bare read of clear columns',
    defaults: { households: 300, requests: 2_000 },
    run: benchPersonRead,
  },
  growth: {
    aim: 1.1,
    as: 'time',
    about: 'page 10,000 of a list by its key, against page 1; keyed reads at 1, 10, 100 and 1,000 times the rows',
    defaults: { requests: 2_000, connections: 8 },
    run: benchGrowth,
  },
  'graphql-nested': {
    aim: 2.5,
    as: 'speed',
    about: '20 applications with their terms by GraphQL, against PostGraphile 4.14 on the same tables',
    defaults: { requests: 3_000 },
    run: benchGraphqlNested,
  },
  'graphql-persons': {
    aim: 2.5,
    as: 'speed',
    about:
      '20 applications with households and members, each shown person in the ledger, against PostGraphile without one',
    defaults: { requests: 2_000 },
    run: benchGraphqlPersons,
  },
  gateway: {
    aim: 1.7,
    as: 'speed',
    about: 'a page of 20 households with persons and payments over three subgraphs, against Apollo Gateway',
    defaults: { requests: 2_000 },
    run: benchGateway,
  },
  'gateway-wide': {
    aim: 1.5,
    as: 'speed',
    about: '100 households of ten with two fields of each person over three subgraphs, against Apollo Gateway',
    defaults: { requests: 200, connections: 8 },
    run: benchGatewayWide,
  },
  events: {
    aim: 0.75,
    as: 'speed',
    about: 'outbox, queue, inbox and one row an event, against raw BullMQ on the same Redis that writes the same row',
    defaults: { requests: 10_000 },
    run: benchEvents,
  },
  compile: {
    aim: 1,
    as: 'speed',
    about: 'a household’s report of 3 persons × 14 items from stored answers, by the limit of 50 ms of processor',
    defaults: { requests: 100 },
    run: benchCompile,
  },
  'place-search': {
    aim: 20,
    as: 'speed',
    about: '1,000,000 names in memory through the whole stack, against pg_trgm and B-trees with the same answers',
    defaults: { requests: 3_000, connections: 4 },
    run: benchPlaceSearch,
  },
  'light-check': {
    aim: 2,
    as: 'time',
    about:
      'a monthly check of four items matched chunk by chunk under row security, against one bare join of all answers',
    run: benchLightCheck,
  },
  'answer-file': {
    aim: 0.5,
    as: 'speed',
    about: 'an answer file of 50,000 rows opened, judged and matched, against reading and JSON-parsing its rows',
    defaults: { persons: 50_000 },
    run: benchAnswerFile,
  },
  'signed-call': {
    aim: 2,
    as: 'time',
    about: 'a signed call with its ledger rows durable, against bare undici with Ed25519 signed and verified',
    defaults: { requests: 2_000, connections: 8 },
    run: benchSignedCall,
  },
  memory: {
    aim: 1,
    as: 'time',
    about: 'the largest idle service by 130 MB; each service idle and asked, and all in one process',
    defaults: { rounds: 3, households: 2_000, requests: 4_000 },
    run: benchMemory,
  },
};
