import { createHash } from 'node:crypto';

/** One line of divisions.csv or villages.csv: one version of one unit; empty text where there is no value. */
export interface DivisionRow {
  unit_id: string;
  /** 12 digits. */
  code: string;
  level: 'PROVINCE' | 'PREFECTURE' | 'COUNTY' | 'TOWNSHIP' | 'VILLAGE';
  type: string;
  name: string;
  short_name: string;
  parent_code: string;
  managed_by_code: string;
  fiscal_parent_code: string;
  /** First day; empty: not known (handbook §2.2). */
  valid_from: string;
  /** Day after the last; empty: in force. */
  valid_to: string;
  change_id_in: string;
  change_id_out: string;
  provenance: string;
}

/** The columns of both files in their written order. */
export const divisionColumns = [
  'unit_id',
  'code',
  'level',
  'type',
  'name',
  'short_name',
  'parent_code',
  'managed_by_code',
  'fiscal_parent_code',
  'valid_from',
  'valid_to',
  'change_id_in',
  'change_id_out',
  'provenance',
] as const satisfies readonly (keyof DivisionRow)[];

const namespace = Buffer.from('6f0f5e0a3b1c4c53a0a1371000000000', 'hex');

/** The same identity for the same unit on every run: a name-based UUID (RFC 9562, version 5). */
export function unitId(name: string): string {
  const digest = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const countyTerms = /(?:地区|[省市区县])$/;
const townshipTerms = /(?:街道办事处|街道|[镇乡])$/;
const villageTerms = /(?:社区居民委员会|社区居委会|村民委员会|村委会|居民委员会|居委会)$/;

/** The name without its generic term; a name that would fall below two characters stays whole (单县). */
export function shortName(level: DivisionRow['level'], name: string): string {
  if (level === 'VILLAGE') return shortVillageName(name);
  const short = name.replace(level === 'TOWNSHIP' ? townshipTerms : countyTerms, '');
  return short.length >= 2 ? short : name;
}

/** The name without the committee suffix (handbook §8.1): 望亭村委会 → 望亭村, 北园社区居委会 → 北园社区. */
function shortVillageName(name: string): string {
  const suffix = villageTerms.exec(name)?.[0] ?? '';
  const kept = suffix.startsWith('社区') ? '社区' : suffix === '村委会' ? '村' : '';
  const short = `${name.slice(0, name.length - suffix.length)}${kept}`;
  return short.length >= 2 ? short : name;
}
