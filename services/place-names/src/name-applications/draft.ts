import type { createNameApplication, OperationInputOf } from '@mz/contracts';
import type { ProblemReason } from '@mz/service-kit';
import { type CharacterTables, groupsOf, isOutside, isSwapped, kindOfName, readName } from '../names/index.ts';
import { checkPinyin, pinyinOf, splitName } from '../pinyin/index.ts';

export type CreateBody = OperationInputOf<typeof createNameApplication>['body'];

/** The name of an application in its parts and letters. */
export interface DraftName {
  readonly name: string;
  readonly specificPart: string;
  readonly genericPart: string;
  readonly pinyin: string;
  readonly pinyinDiffers: boolean;
}

/** What an application must say, by its kind; all that is missing or contradicts itself. */
export function faultsOfBody(body: CreateBody): ProblemReason[] {
  return [...missingFields(body), ...renamingFaults(body), ...positionFaults(body)];
}

function missingFields(body: CreateBody): ProblemReason[] {
  const needed = {
    NAMING: ['name', 'categoryCode', 'meaning', 'lon', 'lat'],
    RENAMING: ['placeId', 'name', 'meaning'],
    CANCELLING: ['placeId'],
  } as const satisfies Record<CreateBody['kind'], readonly (keyof CreateBody)[]>;
  return needed[body.kind]
    .filter((field) => body[field] === undefined)
    .map((field) => ({ code: 'NAME_FIELD_MISSING', pointer: `/body/${field}` }));
}

function renamingFaults({ kind, reason, necessary }: CreateBody): ProblemReason[] {
  if (kind !== 'RENAMING') return [];
  const withoutReason = reason === undefined ? [{ code: 'RENAME_REASON_REQUIRED', pointer: '/body/reason' }] : [];
  // "May or may not be changed" → do not change.
  const idle = necessary === true ? [] : [{ code: 'RENAME_NOT_NECESSARY', pointer: '/body/necessary' }];
  return [...withoutReason, ...idle];
}

function positionFaults({ lon, lat, subject, categoryCode }: CreateBody): ProblemReason[] {
  const given = lon !== undefined && lat !== undefined;
  const swapped = given && isSwapped(lon, lat);
  const outside = given && !swapped && isOutside(lon, lat);
  const mismatch = categoryCode !== undefined && !groupsOf(subject).includes(categoryCode.slice(0, 2));
  return [
    ...(swapped ? [{ code: 'LONLAT_SWAPPED', pointer: '/body/lon' }] : []),
    ...(outside ? [{ code: 'POSITION_OUTSIDE', pointer: '/body/lon' }] : []),
    ...(mismatch ? [{ code: 'CATEGORY_MISMATCH', pointer: '/body/categoryCode' }] : []),
  ];
}

/** The name in standard characters with its letters; refused for its characters, a conversion nobody confirmed, other letters. */
export function readDraftName(
  { name = '', conversionConfirmed = false, pinyin, pinyinOverride = false }: CreateBody,
  { categoryCode, tables }: { readonly categoryCode: string; readonly tables: CharacterTables },
): { ok: true; value: DraftName } | { ok: false; reasons: ProblemReason[] } {
  const pointer = '/body/name';
  const read = readName(name, tables);
  if (!read.ok) return refused({ code: read.code, pointer, detail: read.detail });
  if (read.converted && !conversionConfirmed) {
    return refused({ code: 'TRADITIONAL_CHARS', pointer, detail: read.name });
  }
  const { specific, generic } = splitName(read.name);
  const written = pinyinOf(specific, generic, kindOfName(categoryCode, generic));
  const checked = pinyin === undefined ? undefined : checkPinyin(pinyin, written.pinyin);
  const pinyinDiffers = checked?.ok === false;
  if (pinyinDiffers && !pinyinOverride) {
    return refused({ code: 'PINYIN_MISMATCH', pointer: '/body/pinyin', detail: written.pinyin });
  }
  return {
    ok: true,
    value: {
      name: read.name,
      specificPart: specific,
      genericPart: generic,
      pinyin: pinyinDiffers ? (pinyin ?? '').normalize('NFC').trim() : written.pinyin,
      pinyinDiffers,
    },
  };
}

function refused(reason: ProblemReason): { ok: false; reasons: ProblemReason[] } {
  return { ok: false, reasons: [reason] };
}
