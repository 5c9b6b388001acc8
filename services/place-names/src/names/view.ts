import type { Place, PlaceRecord } from '@mz/contracts';
import type { Static } from 'typebox';
import type { PlaceRow } from './queries.ts';

/** A name as everybody may see it. */
export type PlaceView = Static<typeof Place>;

/** The public form of a row. */
export function toPlace(row: PlaceRow): PlaceView {
  const { heritage, protectionLevel, approverLevel, lon, lat } = row;
  return {
    id: row.placeId,
    featureId: row.featureId,
    nationalCode: row.nationalCode,
    formerCodes: row.formerCodes,
    categoryCode: row.categoryCode,
    categoryTitle: row.categoryTitle,
    // The columns' checks allow nothing else than the contract's words.
    nameKind: row.nameKind as PlaceView['nameKind'],
    status: row.status as PlaceView['status'],
    name: row.name,
    specificPart: row.specificPart,
    genericPart: row.genericPart,
    pinyin: row.pinyin,
    pinyinPlain: row.pinyinPlain,
    initials: row.initials,
    divisionCode: row.divisionCode,
    crosses: row.crosses,
    lon: lon === null ? null : Number(lon),
    lat: lat === null ? null : Number(lat),
    origin: row.origin,
    meaning: row.meaning,
    history: row.history,
    description: row.description,
    namedOn: row.namedOn,
    usedFromYear: row.usedFromYear,
    usedToYear: row.usedToYear,
    approvalDoc: row.approvalDoc,
    approverLevel: approverLevel as PlaceView['approverLevel'],
    heritage: heritage === 'NONE' ? null : (heritage as PlaceView['heritage']),
    protectionLevel: protectionLevel as PlaceView['protectionLevel'],
    validFrom: row.validFrom,
    validTo: row.validTo,
    source: row.source,
    version: row.version,
  };
}

/** The form for the offices of the division. */
export function toRecord(row: PlaceRow): Static<typeof PlaceRecord> {
  return { ...toPlace(row), secrecy: row.secrecy as Static<typeof PlaceRecord>['secrecy'] };
}
