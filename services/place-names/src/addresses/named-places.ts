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
  const addressId = plate === undefined || bearer === undefined ? null : await plateOf(kit, bearer.featureId, plate.text);
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
  const { code, text } = element;
  const choice = choosePlace(places, text, reading.standard.code);
  if (choice.kind === 'NONE') return { element, isAsked: true };
  if (choice.kind === 'ONE') {
    const { place, before } = choice;
    // A village of the code table keeps its own name and code.
    const known = { text: place.name, code: place.nationalCode, translated: place.name !== text };
    const remark = before.length === 0 ? {} : { remark: remarkOf('NAME_REUSED', element, { places: before, reading }) };
    return { element: code === null ? { ...element, ...known } : element, isAsked: true, place, ...remark };
  }
  const { places: others } = choice;
  if (choice.kind === 'SEVERAL')
    return { element, isAsked: true, remark: remarkOf('NAME_AMBIGUOUS', element, { places: others, reading }) };
  const remark = remarkOf('NAME_ELSEWHERE', element, { places: others, reading });
  return { element: code === null ? { ...element, matched: false } : element, isAsked: true, remark };
}

const details: Readonly<Record<Remark['code'], readonly [zh: string, en: string]>> = {
  NAME_REUSED: ['该名称曾属于另一处地名', 'The name was that of another place before'],
  NAME_AMBIGUOUS: ['该名称对应多处地名，请补充所在乡镇或街道', 'Several places have the name; a township would decide'],
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
