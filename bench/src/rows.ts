import { benchBulkLoad } from './bulk-load.ts';
import { benchHouseholdLoad } from './household-load.ts';
import { benchPaymentRun } from './payment-run.ts';
import { benchRestRead } from './rest-read.ts';
import type { Row } from './row.ts';
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
  'rest-read': {
    aim: 0.9,
    as: 'speed',
    about: 'a standard by its key through the whole stack, against bare Fastify + pg with the same SQL',
    run: benchRestRead,
  },
};
