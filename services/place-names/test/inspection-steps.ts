import {
  closeFindings,
  endField,
  fileBoundaryInspection,
  getBoundaryInspection,
  notifyBoundaryInspection,
  type Operation,
  type OperationOutputOf,
  planBoundaryInspections,
  prepareBoundaryInspection,
  signProtocol,
  startBoundaryInspection,
  submitInspectionReport,
} from '@mz/contracts';
import type { Call, World } from './boundary-world.ts';

export type Inspection = OperationOutputOf<typeof getBoundaryInspection>;
type State = Inspection['state'];

export const planner = { role: 'PLACE_PROVINCE_OFFICER', subject: 'planner' } as const;
export const filer = { role: 'PLACE_PROVINCE_CHECKER', subject: 'filer' } as const;

/** The offices of both sides of a line between two cities. */
export const offices = {
  A: {
    clerk: { role: 'PLACE_COUNTY_CLERK', division: '370181' },
    city: { role: 'PLACE_CITY_OFFICER', division: '3701' },
  },
  B: {
    clerk: { role: 'PLACE_COUNTY_CLERK', division: '370321' },
    city: { role: 'PLACE_CITY_OFFICER', division: '3703' },
  },
} as const;

/** A line in the plan of a year. */
export async function planned(world: World, lineId: string, change: object = {}): Promise<Inspection> {
  const plan = { planYear: 2014, planDoc: '鲁民函〔2014〕5号', kind: 'REGULAR', ...change };
  const body = { ...plan, lines: [{ lineId, plannedKm: '51.400' }] };
  const { items } = await world.done(planBoundaryInspections, { ...planner, body });
  const [inspection] = items;
  if (inspection === undefined) throw new Error('nothing was planned');
  return inspection;
}

/** The inspection as it stands. */
export function shown(world: World, id: string): Promise<Inspection> {
  return world.done(getBoundaryInspection, { ...planner, params: { id } });
}

interface RoadStep {
  readonly to: State;
  readonly operation: Operation;
  call(inspection: Inspection): Omit<Call<Operation>, 'params' | 'version'>;
}

const preparation = { jointGroup: '联检组', crew: 6, budgetFen: 2_000_000 };
const protocolDoc = '联检纪要〔2014〕1号';
const lead = ({ leadSide }: Inspection) => offices[leadSide].clerk;

/** The road through the machine, one call a row. */
export const road: readonly RoadStep[] = [
  { to: 'NOTIFIED', operation: notifyBoundaryInspection, call: () => ({ ...planner, body: { noticeDoc: '通知1号' } }) },
  {
    to: 'NOTIFIED',
    operation: prepareBoundaryInspection,
    call: () => ({ ...offices.A.clerk, body: { side: 'A', ...preparation } }),
  },
  {
    to: 'PREPARED',
    operation: prepareBoundaryInspection,
    call: () => ({ ...offices.B.clerk, body: { side: 'B', ...preparation } }),
  },
  {
    to: 'FIELD',
    operation: startBoundaryInspection,
    call: (inspection) => ({ ...lead(inspection), body: { startedOn: '2014-04-28' } }),
  },
  {
    to: 'FIELD',
    operation: endField,
    call: (inspection) => ({
      ...lead(inspection),
      body: { endedOn: '2014-04-28', inspectedKm: '51.4', photoIds: ['照片1'] },
    }),
  },
  { to: 'FINDINGS_HANDLED', operation: closeFindings, call: (inspection) => ({ ...lead(inspection), body: {} }) },
  {
    to: 'FINDINGS_HANDLED',
    operation: signProtocol,
    call: () => ({ ...offices.A.city, body: { side: 'A', protocolDoc } }),
  },
  {
    to: 'PROTOCOL_SIGNED',
    operation: signProtocol,
    call: () => ({ ...offices.B.city, body: { side: 'B', protocolDoc } }),
  },
  {
    to: 'REPORT_SUBMITTED',
    operation: submitInspectionReport,
    call: (inspection) => ({ ...lead(inspection), body: { reportDoc: '联检报告〔2014〕1号' } }),
  },
  {
    to: 'FILED',
    operation: fileBoundaryInspection,
    call: () => ({ ...filer, body: { filingDoc: '鲁民备〔2014〕1号', filedOn: '2014-04-28' } }),
  },
];

/** Goes on from the first row of the road that was not taken, up to and including the last row of a state. */
export async function goTo(world: World, inspection: Inspection, state: State): Promise<Inspection> {
  const last = road.findLastIndex(({ to }) => to === state);
  let current = inspection;
  for (const { operation, call } of road.slice(0, last + 1)) {
    current = await take(world, current, { operation, call });
  }
  return current;
}

/** One row of the road. */
export async function take(
  world: World,
  inspection: Inspection,
  { operation, call }: Pick<RoadStep, 'operation' | 'call'>,
): Promise<Inspection> {
  const asked = { ...call(inspection), params: { id: inspection.id }, version: inspection.version };
  return (await world.done(operation, asked as Call<Operation>)) as Inspection;
}
