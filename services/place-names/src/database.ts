// Made from the migrations: do not edit. A new migration and "npm run generate" change it.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** Read as a Date, written as a Date or an ISO instant. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export interface AdjustmentProposalTable {
  id: string;
  number: GeneratedAlways<number>;
  kind: string;
  unitType: string;
  title: string;
  reason: string;
  divisionCode: string;
  affectedCodes: string[];
  level: string;
  largeBoundaryChange: boolean;
  decidedBy: string;
  filedWith: string | null;
  legalBasis: string;
  state: string;
  riskLevel: string | null;
  planConformity: string | null;
  draftedOn: string;
  draftedBy: string;
  consultationFrom: string | null;
  consultationUntil: string | null;
  consultationPlace: string | null;
  opinionsFor: number | null;
  opinionsAgainst: number | null;
  consultationSummary: string | null;
  submittedOn: string | null;
  submittedBy: string | null;
  reviewDueOn: string | null;
  reviewDueProvisional: Generated<boolean>;
  reviewOverdue: Generated<boolean>;
  approvedOn: string | null;
  changeId: string | null;
  implementingOn: string | null;
  implementedOn: string | null;
  version: Generated<number>;
  recordedAt: Timestamp;
  updatedAt: Timestamp;
}

export interface AssessmentReportTable {
  id: string;
  proposalId: string;
  divisionCode: string;
  type: string;
  months: Generated<number>;
  outlineVersion: string;
  evaluatorOrg: string;
  report: string;
  conclusion: string;
  riskScores: unknown;
  mitigation: unknown;
  livelihood: Generated<unknown>;
  evaluation: unknown;
  writtenBy: string;
  writtenOn: string;
  signedBy: string | null;
  signedOn: string | null;
  voidOn: string | null;
  recordedAt: Timestamp;
}

export interface BoundaryAdjacencyTable {
  codeA: string;
  codeB: string;
  source: string;
  declaredBy: string;
  declaredOn: string;
}

export interface BoundaryDisputeTable {
  id: string;
  lineId: string;
  kind: string;
  area: string;
  personsInvolved: number;
  injuries: number;
  happenedAt: Timestamp;
  reportedAt: Timestamp;
  reportedBy: string;
  provinceDueAt: Timestamp | null;
  reportedLate: boolean;
  lateReason: string | null;
  handlerLevel: string;
  state: string;
  measures: string | null;
  agreementDoc: string | null;
  decisionDoc: string | null;
  surveyDoc: string | null;
  filingDoc: string | null;
  closedOn: string | null;
  version: Generated<number>;
  updatedAt: Timestamp;
}

export interface BoundaryEvaluationTable {
  id: string;
  year: number;
  divisionCode: string;
  forceIncidents: number;
  disputesOpened: number;
  disputesSolved: number;
  inspectionsDue: number;
  inspectionsOnTime: number;
  markersTotal: number;
  markersIntact: number;
  mechanismPoints: number;
  publicityPoints: number;
  totalNumerator: number;
  totalDenominator: number;
  grade: string;
  state: string;
  assessedBy: string;
  assessedOn: string;
  confirmedBy: string | null;
  confirmedOn: string | null;
  version: Generated<number>;
  updatedAt: Timestamp;
}

export interface BoundaryInspectionTable {
  id: string;
  lineId: string;
  kind: string;
  cause: string | null;
  cycleNo: number;
  planYear: number;
  planDoc: string;
  plannedBy: string;
  dueOn: string;
  leadSide: string;
  plannedM: number;
  inspectedM: number | null;
  lengthMismatch: Generated<boolean>;
  state: string;
  noticeDoc: string | null;
  notifiedOn: string | null;
  fieldStartedOn: string | null;
  fieldEndedOn: string | null;
  photoIds: Generated<string[]>;
  protocolDoc: string | null;
  protocolSignedOn: string | null;
  reportDoc: string | null;
  reportedOn: string | null;
  filingDoc: string | null;
  filedOn: string | null;
  filedBy: string | null;
  version: Generated<number>;
  updatedAt: Timestamp;
}

export interface BoundaryLineTable {
  id: string;
  lineCode: string;
  level: string;
  codeA: string;
  codeB: string;
  currentCodeA: string;
  currentCodeB: string;
  lengthM: number;
  approvalDoc: string;
  approvedOn: string;
  protocolRef: string | null;
  trijunctionStart: string | null;
  trijunctionEnd: string | null;
  geometry: unknown;
  datumNote: string | null;
  state: string;
  validFrom: string;
  validTo: string | null;
  closedReason: string | null;
  successorId: string | null;
  createdBy: string;
  createdAt: Timestamp;
  decidedBy: string | null;
  decidedOn: string | null;
  decisionRemark: string | null;
  version: Generated<number>;
  updatedAt: Timestamp;
}

export interface BoundaryMarkerTable {
  id: string;
  lineId: string;
  markerCode: string;
  positionCode: string;
  serial: number;
  letter: string;
  otherLineIds: Generated<string[]>;
  material: string;
  lon: string;
  lat: string;
  heightM: string | null;
  azimuthFeatures: unknown;
  photoIds: Generated<string[]>;
  custodianName: Buffer | null;
  custodianPhone: Buffer | null;
  condition: string;
  offLineM: string | null;
  offLineReason: string | null;
  datumNote: string | null;
  setOn: string;
  lastCheckedOn: string | null;
  removedOn: string | null;
  replacedById: string | null;
  replacementDoc: string | null;
  enteredBy: string;
  version: Generated<number>;
  updatedAt: Timestamp;
}

export interface BoundaryMarkerVersionTable {
  markerId: string;
  no: number;
  validFrom: string;
  validTo: string | null;
  material: string;
  lon: string;
  lat: string;
  heightM: string | null;
  azimuthFeatures: unknown;
  photoIds: Generated<string[]>;
  offLineM: string | null;
  offLineReason: string | null;
  changeId: string | null;
  recordedAt: Timestamp;
}

export interface CensusBatchTable {
  id: string;
  divisionCode: string;
  year: number;
  number: number;
  title: string;
  state: string;
  round: Generated<number>;
  plannedBy: string;
  openedBy: string | null;
  selfCheckedBy: string | null;
  verifiedBy: string | null;
  acceptedBy: string | null;
  acceptedOn: string | null;
  reviewedBy: string | null;
  reviewDoc: string | null;
  storedBy: string | null;
  version: Generated<number>;
  createdAt: Timestamp;
  updatedAt: Timestamp;
  eventDivisionCode: string;
  splitFrom: string | null;
}

export interface CensusConflictTable {
  id: string;
  packageId: string;
  recordId: string;
  divisionCode: string;
  field: string;
  kind: string;
  base: string;
  ours: string;
  theirs: string;
  resolution: string | null;
  resolvedBy: string | null;
  resolvedAt: Timestamp | null;
  version: Generated<number>;
}

export interface CensusDefectTable {
  id: string;
  batchId: string;
  recordId: string;
  divisionCode: string;
  round: number;
  level: string;
  field: string;
  note: string;
  foundBy: string;
  foundOn: string;
  resolvedBy: string | null;
  resolvedAt: Timestamp | null;
}

export interface CensusGroupTable {
  code: string;
  title: string;
  categoryPrefixes: string[];
  inScope: boolean;
  elevationPrefixes: Generated<string[]>;
  provenance: string;
  holdsPeople: Generated<boolean>;
}

export interface CensusInformantTable {
  id: string;
  recordId: string;
  divisionCode: string;
  name: Buffer;
  phone: Buffer | null;
  givenOn: string;
  recordedBy: string;
}

export interface CensusPackageTable {
  id: string;
  taskId: string;
  divisionCode: string;
  sha256: string;
  keyId: string;
  records: number;
  drawnBy: string;
  drawnAt: Timestamp;
  state: string;
  mergeSha256: string | null;
  mergedBy: string | null;
  mergedAt: Timestamp | null;
  changed: Generated<number>;
  added: Generated<number>;
  refused: Generated<unknown>;
  version: Generated<number>;
  drawnOn: string;
}

export interface CensusQualityItemTable {
  code: string;
  title: string;
  groupCode: string;
  groupTitle: string;
  groupPercent: number;
  aspectCode: string;
  aspectTitle: string;
  aspectPercent: number;
  itemPercent: number;
  validFrom: string;
  validTo: string | null;
  provenance: string;
}

export interface CensusRecordTable {
  id: string;
  batchId: string;
  taskId: string;
  recordKey: string;
  state: string;
  divisionCode: string;
  crosses: Generated<string[]>;
  categoryCode: string;
  groupCode: string;
  names: unknown;
  standardName: string | null;
  pinyin: string | null;
  pinyinPlain: string | null;
  pinyinByHand: Generated<boolean>;
  nationalCode: string | null;
  inUse: boolean | null;
  lon: string | null;
  lat: string | null;
  elevationM: string | null;
  meaning: string | null;
  history: string | null;
  description: string | null;
  source: string | null;
  usedFromYear: number | null;
  usedToYear: number | null;
  registrar: string | null;
  registrarUnit: string | null;
  registeredOn: string | null;
  featureId: string | null;
  placeId: string | null;
  photos: Generated<string[]>;
  loadDigest: string | null;
  createdBy: string;
  surveyedBy: string | null;
  processedBy: string | null;
  version: Generated<number>;
  createdAt: Timestamp;
  updatedAt: Timestamp;
  eventDivisionCode: string;
  hukouPopulation: number | null;
  populationYear: number | null;
}

export interface CensusSampleTable {
  id: string;
  batchId: string;
  divisionCode: string;
  round: number;
  level: string;
  seed: string;
  population: number;
  size: number;
  state: string;
  requiredWrong: number | null;
  otherWrong: number | null;
  outcome: string | null;
  drawnBy: string;
  drawnOn: string;
  closedBy: string | null;
  version: Generated<number>;
}

export interface CensusSampleRecordTable {
  sampleId: string;
  recordId: string;
  divisionCode: string;
  findings: unknown;
}

export interface CensusScoreTable {
  id: string;
  batchId: string;
  divisionCode: string;
  round: number;
  secrecyBreach: boolean;
  deductions: unknown;
  groups: unknown;
  total: string;
  grade: string;
  reasons: string[];
  scoredBy: string;
  scoredOn: string;
  scoredAt: Timestamp;
}

export interface CensusTaskTable {
  id: string;
  batchId: string;
  divisionCode: string;
  planned: number;
  confirmedBy: string | null;
  version: Generated<number>;
  createdAt: Timestamp;
  updatedAt: Timestamp;
  eventDivisionCode: string;
}

export interface CodeMapTable {
  changeId: string;
  fromCode: string;
  toCode: string;
  extent: string;
  effectiveOn: string;
  recordedAt: Timestamp;
  supersededAt: Timestamp | null;
}

export interface ContentPackageTable {
  id: string;
  contentVersion: GeneratedAlways<number>;
  divisionCode: string;
  content: string;
  recordCount: number;
  sha256: string;
  seal: unknown;
  state: string;
  builtBy: string;
  builtAt: Timestamp;
  publishedBy: string | null;
  publishedAt: Timestamp | null;
  version: Generated<number>;
}

export interface DetailedMapTable {
  id: string;
  lineId: string;
  state: string;
  sourceNote: string;
  scale: number | null;
  sheets: Generated<string[]>;
  compiler: string | null;
  collectedBy: string;
  compiledOn: string | null;
  compiledBy: string | null;
  checkedOn: string | null;
  checkedBy: string | null;
  reviewNo: string | null;
  reviewedOn: string | null;
  reviewedBy: string | null;
  approvalDoc: string | null;
  approvedOn: string | null;
  approvedBy: string | null;
  publishedOn: string | null;
  version: Generated<number>;
  updatedAt: Timestamp;
}

export interface DisputeStepTable {
  disputeId: string;
  stepNo: number;
  action: string;
  state: string;
  takenOn: string;
  takenBy: string;
  document: string | null;
  note: string | null;
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
  proposalId: string | null;
  correctsId: string | null;
  entry: unknown;
  preparedBy: string | null;
  publishedBy: string | null;
  publishedAt: Timestamp | null;
  codesProposedOn: string | null;
  codesProposedBy: string | null;
  codesPublishedBy: string | null;
  version: Generated<number>;
}

export interface DivisionChangeItemTable {
  changeId: string;
  fromCode: string;
  toCode: string;
  extent: string;
  partUnits: string[];
  remainder: boolean;
  populationShare: string | null;
  note: string | null;
}

export interface DivisionPolygonTable {
  sourceId: string;
  code: string;
  level: string;
  coordinates: unknown;
  areaKm2: string;
}

export interface DivisionPopulationTable {
  unitId: string;
  year: number;
  hukouPopulation: number;
  sourceDoc: string;
  recordedAt: Timestamp;
}

export interface DivisionRehearsalTable {
  id: string;
  changeId: string;
  divisionCode: string;
  effectiveOn: string;
  rehearsedOn: string;
  rehearsedBy: string;
  status: string;
  tableVersion: number;
  totals: unknown;
  services: unknown;
  places: unknown;
  recordedAt: Timestamp;
}

export interface DivisionSwitchTable {
  changeId: string;
  divisionCode: string;
  state: string;
  sentOn: string | null;
  dueOn: string | null;
  closedOn: string | null;
  services: Generated<unknown>;
  version: Generated<number>;
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
  featureId: string;
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

export interface FriendshipActivityTable {
  id: string;
  lineId: string;
  kind: string;
  heldOn: string;
  partners: string[];
  description: string;
  recordedBy: string;
  recordedAt: Timestamp;
}

export interface GeometrySourceTable {
  sourceId: string;
  title: string;
  package: string;
  licence: string;
  publishedSystem: string;
  vintageOn: string;
  contentHash: string;
  loadedAt: Timestamp;
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

export interface InspectionFindingTable {
  id: string;
  inspectionId: string;
  kind: string;
  markerId: string | null;
  description: string;
  foundBy: string;
  handling: string | null;
  handledOn: string | null;
  handledBy: string | null;
}

export interface InspectionSideTable {
  inspectionId: string;
  side: string;
  jointGroup: string | null;
  crew: number | null;
  budgetFen: number | null;
  preparedOn: string | null;
  preparedBy: string | null;
  signedOn: string | null;
  signedBy: string | null;
  partnerDoc: string | null;
}

export interface LoadBatchTable {
  id: string;
  fileSha256: string;
  fileBytes: number;
  startedAt: Timestamp;
  finishedAt: Timestamp | null;
}

export interface LoadChunkTable {
  batchId: string;
  number: number;
  firstLine: number;
  lineCount: number;
  endByte: number;
  sha256: string;
  created: number;
  found: number;
  refused: number;
  refs: Buffer;
  badLines: Buffer;
  loadedAt: Timestamp;
}

export interface MapSheetTable {
  id: string;
  sheetNo: string;
  denominator: number;
  editionYear: number;
  producer: string;
  format: string;
  secrecy: string;
  status: string;
  divisionCode: string;
  west: string;
  south: string;
  east: string;
  north: string;
  registeredBy: string;
  checkedBy: string | null;
  publishedBy: string | null;
  publishedOn: string | null;
  reviewNo: string | null;
  reviewedOn: string | null;
  version: Generated<number>;
  recordedAt: Timestamp;
  updatedAt: Timestamp;
}

export interface MapSheetOpeningTable {
  id: string;
  sheetId: string;
  divisionCode: string;
  openedBy: string;
  need: string;
  openedAt: Timestamp;
}

export interface MarkerChangeTable {
  id: string;
  lineId: string;
  kind: string;
  markerCode: string;
  markerId: string | null;
  otherLineIds: Generated<string[]>;
  material: string | null;
  lon: string | null;
  lat: string | null;
  heightM: string | null;
  azimuthFeatures: unknown;
  photoIds: Generated<string[]>;
  offLineM: string | null;
  offLineReason: string | null;
  datumNote: string | null;
  effectiveOn: string;
  protocolDoc: string | null;
  reason: string | null;
  state: string;
  proposedBy: string;
  proposedOn: string;
  checkedBy: string | null;
  checkedOn: string | null;
  decidedBy: string | null;
  decidedOn: string | null;
  remark: string | null;
  resultId: string | null;
  version: Generated<number>;
  updatedAt: Timestamp;
}

export interface MarkerIncidentTable {
  id: string;
  lineId: string;
  markerId: string;
  kind: string;
  foundOn: string;
  reportedOn: string;
  reportedBy: string;
  description: string;
  cause: string;
  state: string;
  verifyDueOn: string;
  verifiedOnA: string | null;
  verifiedByA: string | null;
  verifiedOnB: string | null;
  verifiedByB: string | null;
  partnerDoc: string | null;
  restoreDueOn: string | null;
  restoredOn: string | null;
  restoreDoc: string | null;
  offsetMm: number | null;
  proposedFineFen: number | null;
  penaltyProposedBy: string | null;
  penaltyDoc: string | null;
  fineFen: number | null;
  version: Generated<number>;
  updatedAt: Timestamp;
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

export interface NodeReconciliationTable {
  id: string;
  month: string;
  takenOn: string;
  takenAt: Timestamp;
  takenBy: string;
  groups: number;
  differences: number;
  differing: unknown;
  repairSeq: number | null;
  version: Generated<number>;
}

export interface PlaceCategoryTable {
  categoryCode: string;
  title: string;
  groupCode: string;
  provenance: string;
}

export interface PlaceCellTable {
  cell: number;
  placeId: string;
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
  changedTx: Generated<number>;
  hukouPopulation: number | null;
  populationYear: number | null;
  isStreet: GeneratedAlways<boolean>;
}

export interface PlaceSearchTimeTable {
  processId: string;
  day: string;
  upperMs: number;
  calls: number;
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

export interface ProposalDecisionTable {
  id: string;
  proposalId: string;
  divisionCode: string;
  step: string;
  outcome: string;
  reason: string;
  authority: string | null;
  docNo: string | null;
  decidedOn: string;
  madeBy: string;
  confirmedBy: string | null;
  status: string;
  recordedAt: Timestamp;
}

export interface ProposalDocumentTable {
  id: string;
  proposalId: string;
  divisionCode: string;
  kind: string;
  title: string;
  docNo: string | null;
  issuedOn: string;
  sha256: string;
  attachedBy: string;
  recordedAt: Timestamp;
}

export interface ProposalOpinionTable {
  id: string;
  proposalId: string;
  divisionCode: string;
  expert: string;
  inFavour: boolean;
  opinion: string;
  givenOn: string;
  voidOn: string | null;
  recordedAt: Timestamp;
}

export interface ProposalStepTable {
  id: string;
  proposalId: string;
  divisionCode: string;
  action: string;
  fromState: string | null;
  toState: string;
  actor: string;
  steppedOn: string;
  reason: string | null;
  recordedAt: Timestamp;
}

export interface ProtectedPersonNameTable {
  name: string;
  kind: string;
  source: string;
}

export interface ProvinceSheetTable {
  sheetNo: string;
  denominator: number;
  countyCode: string;
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

export interface ResurveyTaskTable {
  id: string;
  lineId: string;
  changeId: string;
  createdOn: string;
  dueOn: string;
  state: string;
  doneOn: string | null;
  doneBy: string | null;
  resultDoc: string | null;
  version: Generated<number>;
  updatedAt: Timestamp;
}

export interface SignTaskTable {
  id: string;
  signId: string | null;
  plateId: string | null;
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

export interface SupervisionTaskTable {
  id: string;
  proposalId: string;
  divisionCode: string;
  kind: string;
  month: Generated<string>;
  dueOn: string | null;
  dueProvisional: Generated<boolean>;
  doneOn: string | null;
  doneBy: string | null;
  note: string | null;
  redFlagOn: string | null;
  recordedAt: Timestamp;
}

export interface SyncConflictTable {
  id: string;
  seq: number;
  tableName: string;
  recordKey: string;
  code: string;
  state: string;
  openedAt: Timestamp;
  resolvedBy: string | null;
  resolvedAt: Timestamp | null;
  reason: string | null;
  version: Generated<number>;
}

export interface SyncPackageTable {
  id: string;
  seq: number;
  baseSeq: number;
  kind: string;
  content: string;
  recordCount: number;
  sha256: string;
  seal: unknown;
  state: string;
  builtBy: string;
  builtAt: Timestamp;
  sends: Generated<number>;
  sentAt: Timestamp | null;
  answeredAt: Timestamp | null;
  changes: number | null;
  reason: string | null;
  version: Generated<number>;
}

export interface SyncRecordTable {
  tableName: string;
  recordKey: string;
  divisionCode: string;
  categoryCode: string;
  op: string;
  version: number;
  payloadHash: string;
  seq: number;
}

export interface TouchScreenTable {
  id: string;
  deviceNo: string;
  divisionCode: string;
  location: string;
  secretHash: string;
  state: string;
  contentVersion: number | null;
  lastHeartbeatAt: Timestamp | null;
  offlineSince: Timestamp | null;
  registeredBy: string;
  registeredAt: Timestamp;
  version: Generated<number>;
}

export interface TouchScreenAlertTable {
  id: string;
  screenId: string;
  divisionCode: string;
  silentSince: Timestamp;
  openedAt: Timestamp;
  closedAt: Timestamp | null;
}

export interface TouchScreenCountTable {
  screenId: string;
  divisionCode: string;
  day: string;
  queries: number;
}

/** All tables and views, by the names that Kysely takes. */
export interface DB {
  adjustmentProposal: AdjustmentProposalTable;
  assessmentReport: AssessmentReportTable;
  boundaryAdjacency: BoundaryAdjacencyTable;
  boundaryDispute: BoundaryDisputeTable;
  boundaryEvaluation: BoundaryEvaluationTable;
  boundaryInspection: BoundaryInspectionTable;
  boundaryLine: BoundaryLineTable;
  boundaryMarker: BoundaryMarkerTable;
  boundaryMarkerVersion: BoundaryMarkerVersionTable;
  censusBatch: CensusBatchTable;
  censusConflict: CensusConflictTable;
  censusDefect: CensusDefectTable;
  censusGroup: CensusGroupTable;
  censusInformant: CensusInformantTable;
  censusPackage: CensusPackageTable;
  censusQualityItem: CensusQualityItemTable;
  censusRecord: CensusRecordTable;
  censusSample: CensusSampleTable;
  censusSampleRecord: CensusSampleRecordTable;
  censusScore: CensusScoreTable;
  censusTask: CensusTaskTable;
  codeMap: CodeMapTable;
  contentPackage: ContentPackageTable;
  detailedMap: DetailedMapTable;
  disputeStep: DisputeStepTable;
  divisionChange: DivisionChangeTable;
  divisionChangeItem: DivisionChangeItemTable;
  divisionPolygon: DivisionPolygonTable;
  divisionPopulation: DivisionPopulationTable;
  divisionRehearsal: DivisionRehearsalTable;
  divisionSwitch: DivisionSwitchTable;
  divisionTable: DivisionTableTable;
  divisionUnit: DivisionUnitTable;
  divisionVersion: DivisionVersionTable;
  doorPlate: DoorPlateTable;
  friendshipActivity: FriendshipActivityTable;
  geometrySource: GeometrySourceTable;
  heritageEntry: HeritageEntryTable;
  heritageMeasure: HeritageMeasureTable;
  inspectionFinding: InspectionFindingTable;
  inspectionSide: InspectionSideTable;
  loadBatch: LoadBatchTable;
  loadChunk: LoadChunkTable;
  mapSheet: MapSheetTable;
  mapSheetOpening: MapSheetOpeningTable;
  markerChange: MarkerChangeTable;
  markerIncident: MarkerIncidentTable;
  nameApplication: NameApplicationTable;
  nodeReconciliation: NodeReconciliationTable;
  placeCategory: PlaceCategoryTable;
  placeCell: PlaceCellTable;
  placeCodeSequence: PlaceCodeSequenceTable;
  placeName: PlaceNameTable;
  placeSearchTime: PlaceSearchTimeTable;
  placeSign: PlaceSignTable;
  policyParameter: PolicyParameterTable;
  proposalDecision: ProposalDecisionTable;
  proposalDocument: ProposalDocumentTable;
  proposalOpinion: ProposalOpinionTable;
  proposalStep: ProposalStepTable;
  protectedPersonName: ProtectedPersonNameTable;
  provinceSheet: ProvinceSheetTable;
  publication: PublicationTable;
  regionGroup: RegionGroupTable;
  resurveyTask: ResurveyTaskTable;
  signTask: SignTaskTable;
  statisticsCode: StatisticsCodeTable;
  supervisionTask: SupervisionTaskTable;
  syncConflict: SyncConflictTable;
  syncPackage: SyncPackageTable;
  syncRecord: SyncRecordTable;
  touchScreen: TouchScreenTable;
  touchScreenAlert: TouchScreenAlertTable;
  touchScreenCount: TouchScreenCountTable;
}
