import type { AddressElement, AddressRemark } from '@mz/contracts';
import { type DivisionHistory, divisionLevel, type LegalDay } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import type { Static } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { choosePlace, type NamedPlace } from './choose-place.ts';
import { plateOf } from './plates.ts';
import { findNames, isNamed, wantedOf } from './register.ts';
import { labelOf, type Standard, summaryOf } from './standardise.ts';

type Element = Static<typeof AddressElement>;
type Remark = Static<typeof AddressRemark>;

/** An address with what the register of names says of it. */
export type KnownStandard = Standard & { readonly addressId: string | null; readonly remarks: Remark[] };

interface Asked {
  readonly standard: Standard;
  readonly history: DivisionHistory;
  readonly asOf: LegalDay;
}

/**
 * Streets and estates that the register of names has get their standard name of the day and their national code
 * (place-names.md §8.2: each element text and code; old names accepted and translated), and the door plate of the address,
 * when one stands, its id: by that `address.standard-updated` tells it (§10).
 */
export async function withRegister(kit: AppKit, ctx: Context, asked: Asked): Promise<KnownStandard> {
  const { standard, asOf } = asked;
  const wanted = wantedOf(standard, asOf);
  if (wanted === undefined) return { ...standard, addressId: null, remarks: [] };
  const places = await kit.read(ctx, (db) => findNames(db, wanted));
  const read = standard.elements.map((element) => readNamed(element, places, { ...asked, language: ctx.language }));
  const elements = read.map(({ element }) => element);
  const plate = elements.find(({ level }) => level === 'L8');
  // The finest named element bears the plate, though the register may not know it here.
  const bearer = read.findLast(({ isAsked }) => isAsked)?.place;
  const addressId =
    plate === undefined || bearer === undefined ? null : await plateOf(kit, bearer.featureId, plate.text);
  const remarks = read.flatMap(({ remark }) => remark ?? []);
  return { ...standard, ...summaryOf(elements, standard.rest), elements, addressId, remarks };
}

interface ReadElement {
  readonly element: Element;
  readonly isAsked: boolean;
  readonly place?: NamedPlace;
  readonly remark?: Remark;
}

type Reading = Asked & { readonly language: Context['language'] };

function readNamed(element: Element, places: readonly NamedPlace[], reading: Reading): ReadElement {
  if (!isNamed(element)) return { element, isAsked: false };
  const choice = choosePlace(places, element.text, reading.standard.code);
  // A village that the code table knows keeps its own name and code, whatever bears the name elsewhere.
  if (element.code !== null) {
    return { element, isAsked: true, ...(choice.kind === 'ONE' ? { place: choice.place } : {}) };
  }
  const remarked = (code: Remark['code'], others: readonly NamedPlace[]): Pick<ReadElement, 'isAsked' | 'remark'> => ({
    isAsked: true,
    ...(others.length === 0 ? {} : { remark: remarkOf(code, element, { places: others, reading }) }),
  });
  switch (choice.kind) {
    case 'NONE':
      return { element, isAsked: true };
    case 'ONE': {
      const { name: text, nationalCode: code } = choice.place;
      const known = { ...element, text, code, translated: text !== element.text };
      return { element: known, place: choice.place, ...remarked('NAME_REUSED', choice.before) };
    }
    case 'SEVERAL':
      return { element, ...remarked('NAME_AMBIGUOUS', choice.places) };
    case 'ELSEWHERE':
      return { element: { ...element, matched: false }, ...remarked('NAME_ELSEWHERE', choice.places) };
  }
}

const details: Readonly<Record<Remark['code'], readonly [zh: string, en: string]>> = {
  NAME_REUSED: ['该名称曾属于另一处地名', 'The name was that of another place before'],
  NAME_AMBIGUOUS: [
    '该名称对应多处地名，不能确定是哪一处',
    'Several places have the name; which one is meant is not clear',
  ],
  NAME_ELSEWHERE: ['该地名不在所写的乡镇或街道内', 'The place is not in the township that is written'],
};

function remarkOf(
  code: Remark['code'],
  { level, given, text }: Element,
  { places, reading }: { readonly places: readonly NamedPlace[]; readonly reading: Reading },
): Remark {
  const [zh, en] = details[code];
  return {
    code,
    level,
    given: given ?? text,
    detail: reading.language === 'en' ? en : zh,
    places: places.map((place) => ({ code: place.nationalCode, label: placeLabel(place, reading) })),
  };
}

/** The name of the day behind its divisions down to the township. */
function placeLabel({ divisionCode, name }: NamedPlace, { history, asOf }: Reading): string {
  const isVillage = divisionLevel(divisionCode) === 'VILLAGE';
  return labelOf(history, isVillage ? `${divisionCode.slice(0, 9)}000` : divisionCode, asOf) + name;
}
