import {
  approveBoundaryLine,
  checkMarkerChange,
  createBoundaryLine,
  decideMarkerChange,
  declareAdjacency,
  getBoundaryMarker,
  type Operation,
  type OperationInputOf,
  type OperationOutputOf,
  type Role,
  registerBoundaryMarker,
} from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { service } from '../src/app.ts';
import type { DB } from '../src/database.ts';

type Line = OperationOutputOf<typeof createBoundaryLine>;
type Marker = OperationOutputOf<typeof getBoundaryMarker>;
type Change = OperationOutputOf<typeof registerBoundaryMarker>;

/** place-names alone, with the divisions of the data files. */
export interface World {
  readonly places: TestService<DB, unknown>;
  /** A token; the division may be short. */
  as(role: Role, division?: string, subject?: string): Promise<string>;
  /** A call that must succeed; gives its answer. */
  done<O extends Operation>(operation: O, call: Call<O>): Promise<OperationOutputOf<O>>;
  /** A call that must be refused; gives status and code. */
  refused<O extends Operation>(operation: O, call: Call<O>): Promise<[number, string | undefined]>;
  stop(): Promise<void>;
}

/** Who asks for what. */
export interface Call<O extends Operation> {
  readonly role?: Role;
  readonly division?: string;
  readonly subject?: string;
  readonly token?: string;
  readonly params?: OperationInputOf<O>['params'];
  readonly query?: OperationInputOf<O>['query'];
  readonly body?: unknown;
  readonly version?: number;
  readonly key?: string;
}

export async function startWorld(today = '2014-04-28'): Promise<World> {
  const places = await startTestService(service, { today });
  const as: World['as'] = (role, division = '370000', subject) =>
    places.token({ role, division: division.padEnd(12, '0'), ...(subject === undefined ? {} : { subject }) });
  async function send<O extends Operation>(operation: O, call: Call<O>) {
    const { role, division, subject, token, ...rest } = call;
    const own = role === undefined ? token : await as(role, division, subject);
    return places.call(operation, { ...rest, ...(own === undefined ? {} : { token: own }) });
  }
  return {
    places,
    as,
    async done(operation, call) {
      const { status, body } = await send(operation, call);
      if (status >= 300) throw new Error(`${operation.id}: ${status} ${JSON.stringify(body)}`);
      return body;
    },
    async refused(operation, call) {
      const { status, body } = await send(operation, call);
      return [status, (body as { code?: string }).code];
    },
    stop: () => places.stop(),
  };
}

/** 章丘市 and 桓台县, of two cities. */
export const sides = { codeA: '370181000000', codeB: '370321000000' };

/** The body of a county line with the geometry of a straight piece. */
export const lineBody = {
  ...sides,
  lengthKm: '51.400',
  approvalDoc: '鲁政发〔1999〕61号',
  approvedOn: '1999-06-01',
  protocolRef: '联界字〔1998〕7号',
  geometry: {
    type: 'LineString' as const,
    coordinates: [
      [117.6, 36.9],
      [117.7, 36.9],
    ],
  },
};

/** Two units adjoin each other, as the province declares. */
export async function adjoin(world: World, codeA: string, codeB: string): Promise<void> {
  const body = { codeA, codeB, source: '山东省行政区划图' };
  await world.done(declareAdjacency, { role: 'PLACE_PROVINCE_OFFICER', body });
}

/** A line in force between two units, entered by one office and decided by another. */
export async function lineInForce(world: World, body: object = {}): Promise<Line> {
  const whole = { ...lineBody, ...body };
  await adjoin(world, whole.codeA, whole.codeB);
  const line = await world.done(createBoundaryLine, { role: 'PLACE_PROVINCE_OFFICER', body: whole });
  return approved(world, line);
}

/** The province decides. */
export function approved(world: World, { id, version }: Pick<Line, 'id' | 'version'>): Promise<Line> {
  const call = { role: 'PLACE_PROVINCE_CHECKER', params: { id }, body: { accept: true }, version } as const;
  return world.done(approveBoundaryLine, call);
}

/** The Anhui–Shandong line. */
export const anhui = { codeA: '340000000000', codeB: '370000000000' };

/** 皖鲁 in force; its sides adjoin by the start data. */
export async function anhuiLine(world: World): Promise<Line> {
  const { geometry: _, ...body } = { ...lineBody, ...anhui, lengthKm: '98.7' };
  const line = await world.done(createBoundaryLine, { role: 'PLACE_PROVINCE_OFFICER', body });
  return approved(world, line);
}

/** The body of a marker that stands on the line. */
export const markerBody = {
  material: '花岗岩',
  lon: 117.65,
  lat: 36.9,
  heightM: 21.375,
  azimuthFeatures: [
    { name: '大槐树', bearingDeg: 45.5, distanceM: 12.4 },
    { name: '水井', bearingDeg: 170, distanceM: 30 },
    { name: '电线杆', bearingDeg: 300, distanceM: 8.2 },
  ],
  setOn: '1999-05-01',
};

/** Another person checks a change of a marker. */
export function checkedChange(world: World, { id, version }: Pick<Change, 'id' | 'version'>): Promise<Change> {
  const who = { role: 'PLACE_PROVINCE_OFFICER', subject: 'test-marker-check' } as const;
  return world.done(checkMarkerChange, { ...who, params: { id }, body: { accept: true }, version });
}

/** A change of a marker is checked and approved; gives it as it stands then. */
export async function approvedChange(world: World, change: Pick<Change, 'id' | 'version'>): Promise<Change> {
  const { id, version } = await checkedChange(world, change);
  const call = { role: 'PLACE_PROVINCE_CHECKER', params: { id }, body: { accept: true }, version } as const;
  return world.done(decideMarkerChange, call);
}

/** The marker that stands by a change once it is approved. */
export async function markerBy(world: World, change: Pick<Change, 'id' | 'version'>): Promise<Marker> {
  const { resultId } = await approvedChange(world, change);
  if (resultId === null) throw new Error('no marker stands by this change');
  return world.done(getBoundaryMarker, { role: 'PLACE_PROVINCE_OFFICER', params: { id: resultId } });
}

/** A marker of a line, on it. */
export async function markerOf(
  world: World,
  line: Pick<Line, 'id' | 'lineCode'>,
  serialAndLetter: string,
): Promise<Marker> {
  const markerCode = `${line.lineCode.replace('-', '')}${serialAndLetter}`;
  const body = { ...markerBody, lineId: line.id, markerCode };
  return markerBy(world, await world.done(registerBoundaryMarker, { role: 'PLACE_PROVINCE_OFFICER', body }));
}
