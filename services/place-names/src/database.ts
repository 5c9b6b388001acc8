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
  pinyin: string | null;
  pinyinPlain: string | null;
}

export interface DoorPlateTable {
  id: string;
  placeId: string;
  number: string;
  text: string;
  pinyin: string;
  lon: string;
  lat: string;
  installedOn: string;
  condition: string;
  divisionCode: string;
  installedBy: string;
  version: Generated<number>;
  recordedAt: Timestamp;
}

export interface HeritageEntryTable {
  id: string;
  placeId: string;
  featureId: string;
  kind: string;
  divisionCode: string;
  establishedYear: number | null;
  nameSinceYear: number | null;
  interruptions: unknown;
  yearsEstablished: number | null;
  yearsOfName: number | null;
  evidence: string;
  protectionLevel: string | null;
  state: string;
  document: string | null;
  proposedBy: string;
  decidedBy: string | null;
  listedOn: string | null;
  version: Generated<number>;
  recordedAt: Timestamp;
}

export interface HeritageMeasureTable {
  id: string;
  entryId: string;
  divisionCode: string;
  title: string;
  document: string;
  issuedOn: string;
  recordedBy: string;
}

export interface NameApplicationTable {
  id: string;
  kind: string;
  subject: string;
  state: string;
  placeId: string | null;
  name: string;
  specificPart: string;
  genericPart: string;
  pinyin: string;
  pinyinDiffers: boolean;
  categoryCode: string;
  divisionCode: string;
  crosses: Generated<string[]>;
  nationallyKnown: boolean;
  personalName: boolean;
  heritage: boolean;
  lon: string | null;
  lat: string | null;
  meaning: string | null;
  origin: string | null;
  applicant: string;
  reason: string | null;
  approverLevel: string;
  waivers: Generated<unknown>;
  submittedBy: string;
  submittedOn: string;
  acceptDueOn: string;
  acceptedBy: string | null;
  acceptedOn: string | null;
  checkedOn: string | null;
  surveyDocument: string | null;
  surveyFindings: string | null;
  surveyedBy: string | null;
  surveyedOn: string | null;
  expertFavourable: boolean | null;
  expertOpinion: string | null;
  reviewedBy: string | null;
  reviewedOn: string | null;
  provinceFavourable: boolean | null;
  provinceOpinion: string | null;
  opinedBy: string | null;
  publicisedOn: string | null;
  publicityEndsOn: string | null;
  decidedBy: string | null;
  decidedOn: string | null;
  decisionDocument: string | null;
  decisionReason: string | null;
  governmentAgreement: string | null;
  announceDueOn: string | null;
  announcedBy: string | null;
  announcedOn: string | null;
  filedBy: string | null;
  filedOn: string | null;
  signedOn: string | null;
  version: Generated<number>;
  recordedAt: Timestamp;
  updatedAt: Timestamp;
}

export interface PlaceCategoryTable {
  categoryCode: string;
  title: string;
  groupCode: string;
  provenance: string;
}

export interface PlaceCodeSequenceTable {
  area: string;
  categoryCode: string;
  last: number;
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
  provenance: string | null;
}

export interface PlaceSignTable {
  id: string;
  signNo: string;
  placeId: string;
  featureId: string;
  kind: string;
  text: string;
  pinyin: string;
  material: string;
  lon: string;
  lat: string;
  installedOn: string;
  owner: string;
  condition: string;
  checkedOn: string;
  divisionCode: string;
  installedBy: string;
  version: Generated<number>;
  recordedAt: Timestamp;
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

export interface ProtectedPersonNameTable {
  name: string;
  kind: string;
  source: string;
}

export interface PublicationTable {
  id: string;
  kind: string;
  series: string;
  number: number;
  title: string;
  divisionCode: string;
  madeOn: string;
  publishedOn: string | null;
  recordedBy: string;
  publishedBy: string | null;
  version: Generated<number>;
  recordedAt: Timestamp;
}

export interface RegionGroupTable {
  code: string;
  regionGroup: string;
  validFrom: string | null;
  validTo: string | null;
  provenance: string;
}

export interface SignTaskTable {
  id: string;
  signId: string;
  placeId: string;
  divisionCode: string;
  state: string;
  openedOn: string;
  dueOn: string;
  doneOn: string | null;
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
  doorPlate: DoorPlateTable;
  heritageEntry: HeritageEntryTable;
  heritageMeasure: HeritageMeasureTable;
  nameApplication: NameApplicationTable;
  placeCategory: PlaceCategoryTable;
  placeCodeSequence: PlaceCodeSequenceTable;
  placeName: PlaceNameTable;
  placeSign: PlaceSignTable;
  policyParameter: PolicyParameterTable;
  protectedPersonName: ProtectedPersonNameTable;
  publication: PublicationTable;
  regionGroup: RegionGroupTable;
  signTask: SignTaskTable;
  statisticsCode: StatisticsCodeTable;
}
