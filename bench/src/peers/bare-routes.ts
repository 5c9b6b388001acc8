import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import { applications } from './routes/applications.ts';
import { batches } from './routes/batches.ts';
import { persons } from './routes/persons.ts';
import { places } from './routes/places.ts';
import { standards } from './routes/standards.ts';
import { whiteList } from './routes/white-list.ts';

type Routes = (app: FastifyInstance, pool: pg.Pool) => void;

/** The routes of the bare peer by the row that they stand beside. */
export const bareRoutes: Readonly<Record<string, Routes>> = {
  'rest-read': standards,
  'rls-read': batches,
  create: applications,
  command: whiteList,
  'person-read': persons,
  growth: batches,
  'place-search': places,
};
