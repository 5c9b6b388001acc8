// Made from the migrations: do not edit. A new migration and "npm run generate" change it.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** Read as a Date, written as a Date or an ISO instant. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export interface CodeMapTable {
  changeId: string;
  fromCode: string;
  toCode: string;
  extent: string;
  effectiveOn: string;
}

export interface DivisionChangeTable {
  changeId: string;
  kinds: string[];
  title: string;
  authority: string;
  docNo: string | null;
  approvedOn: string;
  effectiveOn: string;
  announcedOn: string | null;
  codePublishedOn: string | null;
  status: string;
  provenance: string;
  recordedAt: Timestamp;
}

export interface DivisionChangeItemTable {
  changeId: string;
  fromCode: string;
  toCode: string;
  extent: string;
  partUnits: string[];
  remainder: boolean;
}

export interface DivisionTableTable {
  single: Generated<boolean>;
  version: number;
  contentHash: string;
  vintageOn: string;
  loadedAt: Timestamp;
}

export interface DivisionUnitTable {
  unitId: string;
  unitKind: string;
}

export interface DivisionVersionTable {
  versionId: GeneratedAlways<number>;
  unitId: string;
  code: string;
  level: string;
  type: string;
  name: string;
  shortName: string;
  parentCode: string | null;
  managedByCode: string | null;
  fiscalParentCode: string | null;
  validFrom: string | null;
  validTo: string | null;
  changeIdIn: string | null;
  changeIdOut: string | null;
  codeStatus: string;
  provenance: string;
  recordedAt: Timestamp;
  supersededAt: Timestamp | null;
}

export interface PlaceCategoryTable {
  categoryCode: string;
  title: string;
  groupCode: string;
  provenance: string;
}

export interface PlaceNameTable {
  placeId: string;
  featureId: string;
  nationalCode: string | null;
  formerCodes: Generated<string[]>;
  categoryCode: string;
  nameKind: string;
  status: string;
  name: string;
  specificPart: string;
  genericPart: string;
  pinyin: string;
  pinyinPlain: string;
  initials: string;
  divisionCode: string;
  crosses: Generated<string[]>;
  lon: string | null;
  lat: string | null;
  geometry: unknown;
  origin: string | null;
  meaning: string | null;
  history: string | null;
  description: string | null;
  namedOn: string | null;
  usedFromYear: number | null;
  usedToYear: number | null;
  approvalDoc: string | null;
  approverLevel: string | null;
  heritage: Generated<string>;
  protectionLevel: string | null;
  secrecy: Generated<string>;
  validFrom: string | null;
  validTo: string | null;
  source: string;
  version: Generated<number>;
  recordedAt: Timestamp;
  updatedAt: Timestamp;
}

export interface PolicyParameterTable {
  key: string;
  divisionCode: string;
  validFrom: string;
  validTo: string | null;
  value: unknown;
  legalBasis: string;
  proposedBy: string;
  approvedBy: string;
}

export interface RegionGroupTable {
  code: string;
  regionGroup: string;
  validFrom: string | null;
  validTo: string | null;
  provenance: string;
}

export interface StatisticsCodeTable {
  statisticsCode: string;
  code: string;
}

/** All tables and views, by the names that Kysely takes. */
export interface DB {
  codeMap: CodeMapTable;
  divisionChange: DivisionChangeTable;
  divisionChangeItem: DivisionChangeItemTable;
  divisionTable: DivisionTableTable;
  divisionUnit: DivisionUnitTable;
  divisionVersion: DivisionVersionTable;
  placeCategory: PlaceCategoryTable;
  placeName: PlaceNameTable;
  policyParameter: PolicyParameterTable;
  regionGroup: RegionGroupTable;
  statisticsCode: StatisticsCodeTable;
}
