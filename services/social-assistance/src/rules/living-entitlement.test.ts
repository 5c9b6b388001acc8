import { describe, expect, it } from 'vitest';
import { entitlementForMonth } from './entitlement-month.ts';
import { aCase, aMember, anAsset, anIncome, personId } from './factories.ts';
import { checkOutcome, type ReviewFinding } from './review-outcome.ts';
import { decideTaper } from './taper.ts';
import type { Asset, Income, Member } from './types.ts';
import { hasAcceptedWork, refusalsInRow, type WorkOffer } from './work-refusal.ts';

const three = (head: Partial<Member> = {}) => [aMember(1, head), aMember(2), aMember(3)];
const window = { periodFrom: '2014-03-01', periodTo: '2014-08-31' };
const september = { decidedOn: '2014-09-20', applicationMonth: '2014-09' };

function reviewed(incomes: readonly Partial<Income>[], more: { head?: Partial<Member>; assets?: Asset[] } = {}) {
  const before = aCase({ members: three(), incomes: [anIncome()] });
  const now = aCase({
    ...september,
    members: three(more.head),
    incomes: incomes.map((income) => anIncome({ ...window, ...income })),
    assets: more.assets ?? [],
  });
  return { before, now };
}

describe('the gradual exit (§4.9, reading 8)', () => {
  it('example 19: case 1, a new job with p = 560 leaves gradually', () => {
    const { before, now } = reviewed([{ amountFen: 1_008_000 }]);
    expect(entitlementForMonth(before, '2014-09').amountFen).toBe(54_000);
    expect(entitlementForMonth(now, '2014-10')).toMatchObject({ granted: false, amountFen: 0 });
    expect(decideTaper({ before, now, concealed: false })).toEqual({ ok: true });
  });

  it('§4.9: p = S exactly leaves gradually, one fen below is eligible', () => {
    const at = reviewed([{ amountFen: 864_000 }]);
    const below = reviewed([{ amountFen: 863_999 }]);
    expect(decideTaper({ ...at, concealed: false })).toEqual({ ok: true });
    expect(decideTaper({ ...below, concealed: false })).toEqual({ ok: false, reasons: ['STILL_ELIGIBLE'] });
  });

  it('reading 8: the business of somebody who works on their own account is labour income, that of another is not', () => {
    const shop = [{ type: 'SHOP', amountFen: 1_008_000 }];
    const own = reviewed(shop, { head: { employmentStatus: 'SELF_EMPLOYED' } });
    expect(decideTaper({ ...own, concealed: false })).toEqual({ ok: true });
    expect(decideTaper({ ...reviewed(shop), concealed: false })).toEqual({ ok: false, reasons: ['OTHER_INCOME'] });
  });

  it('§4.9: other income that rises to the standard, or helps the labour income over it, ends at once', () => {
    const pension = reviewed([{ type: 'EMPLOYEE_PENSION', amountFen: 1_008_000 }]);
    const both = reviewed([{ amountFen: 600_000 }, { type: 'RENT', amountFen: 300_000 }]);
    const small = reviewed([{ amountFen: 900_000 }, { type: 'RENT', amountFen: 10_000 }]);
    expect(decideTaper({ ...pension, concealed: false })).toEqual({ ok: false, reasons: ['OTHER_INCOME'] });
    expect(decideTaper({ ...both, concealed: false })).toEqual({ ok: false, reasons: ['OTHER_INCOME'] });
    expect(decideTaper({ ...small, concealed: false })).toEqual({ ok: true });
  });

  it.each(['SELF_EMPLOYED', 'FARMING', 'FLEXIBLE'] as const)(
    'reading 8: %s works on their own account',
    (employmentStatus) => {
      const own = reviewed([{ type: 'SHOP', amountFen: 1_008_000 }], { head: { employmentStatus } });
      expect(decideTaper({ ...own, concealed: false })).toEqual({ ok: true });
    },
  );

  it('§4.9: the labour income of now beside the other income of before would reach the standard, or it was not labour', () => {
    // Line 1,728,000 a year, 864,000 in the window; the rent rises by what is missing.
    const before = aCase({
      members: three(),
      incomes: [anIncome({ amountFen: 100_000 }), anIncome({ type: 'RENT', amountFen: 50_000 })],
    });
    const now = (wage: number, rent: number) =>
      aCase({
        ...september,
        members: three(),
        incomes: [anIncome({ ...window, amountFen: wage }), anIncome({ ...window, type: 'RENT', amountFen: rent })],
      });
    expect(decideTaper({ before, now: now(814_000, 60_000), concealed: false })).toEqual({ ok: true });
    expect(decideTaper({ before, now: now(813_999, 60_000), concealed: false })).toEqual({
      ok: false,
      reasons: ['OTHER_INCOME'],
    });
    expect(decideTaper({ before, now: now(834_000, 30_000), concealed: false })).toEqual({ ok: true });
    expect(decideTaper({ before, now: now(900_000, 863_999), concealed: false })).toEqual({ ok: true });
    expect(decideTaper({ before, now: now(900_000, 864_000), concealed: false })).toEqual({
      ok: false,
      reasons: ['OTHER_INCOME'],
    });
  });

  it('§4.9: another ground than income admits no gradual exit', () => {
    const { before, now } = reviewed([{ amountFen: 1_008_000 }]);
    const rural = { ...now, members: now.members.map((member) => ({ ...member, hukouKind: 'AGRI' as const })) };
    expect(decideTaper({ before, now: rural, concealed: false })).toEqual({ ok: false, reasons: ['OTHER_GROUND'] });
  });

  it('§4.9: an asset breach or concealment admits no gradual exit; all reasons are told', () => {
    const car = reviewed([{ amountFen: 1_008_000 }], { assets: [anAsset('VEHICLE', { usage: 'PRIVATE_CAR' })] });
    expect(decideTaper({ ...car, concealed: true })).toEqual({ ok: false, reasons: ['ASSET_BREACH', 'CONCEALMENT'] });
  });
});

describe('a proposed outcome agrees with the rules (§5.4)', () => {
  const yes = { ok: true } as const;
  const no = { ok: false, reasons: ['ASSET_BREACH'] } as const;
  const rows: [string, Partial<ReviewFinding>, string][] = [
    ['KEEP at the same amount', { proposed: 'KEEP' }, 'ok'],
    ['KEEP at a fen more', { proposed: 'KEEP', computed: 54_001 }, 'REVIEW_OUTCOME_MISMATCH INCREASE'],
    ['INCREASE at a fen more', { proposed: 'INCREASE', computed: 54_001 }, 'ok'],
    ['INCREASE at the same amount', { proposed: 'INCREASE' }, 'REVIEW_OUTCOME_MISMATCH KEEP'],
    ['DECREASE at a fen less', { proposed: 'DECREASE', computed: 53_999 }, 'ok'],
    ['DECREASE at a fen more', { proposed: 'DECREASE', computed: 54_001 }, 'REVIEW_OUTCOME_MISMATCH INCREASE'],
    ['TAPER when it is allowed', { proposed: 'TAPER', computed: null, taper: yes }, 'ok'],
    ['TAPER on an asset breach', { proposed: 'TAPER', computed: null }, 'TAPER_NOT_ALLOWED ASSET_BREACH'],
    ['TAPER of a household that still passes', { proposed: 'TAPER' }, 'REVIEW_OUTCOME_MISMATCH KEEP'],
    ['TERMINATE on an asset breach', { proposed: 'TERMINATE', computed: null }, 'ok'],
    [
      'TERMINATE where the household leaves gradually',
      { proposed: 'TERMINATE', computed: null, taper: yes },
      'REVIEW_OUTCOME_MISMATCH TAPER',
    ],
    ['TERMINATE of a household that still passes', { proposed: 'TERMINATE' }, 'REVIEW_OUTCOME_MISMATCH KEEP'],
    ['TERMINATE because the household gives it up', { proposed: 'TERMINATE', reasonCode: 'RENOUNCED' }, 'ok'],
    ['TERMINATE because nobody lets it be reviewed', { proposed: 'TERMINATE', reasonCode: 'REFUSES_REVIEW' }, 'ok'],
    [
      'TAPER with every reason against it',
      {
        proposed: 'TAPER',
        computed: null,
        taper: { ok: false, reasons: ['ASSET_BREACH', 'CONCEALMENT'] },
      },
      'TAPER_NOT_ALLOWED ASSET_BREACH CONCEALMENT',
    ],
    ['KEEP of a household that fails', { proposed: 'KEEP', computed: null }, 'REVIEW_OUTCOME_MISMATCH TERMINATE'],
    ['DECREASE to nothing that the rules give', { proposed: 'DECREASE', computed: 0 }, 'ok'],
    ['SUSPEND whatever the rules say', { proposed: 'SUSPEND', reasonCode: 'MISSING_CONTACT' }, 'ok'],
  ];
  it.each(rows)('%s', (_, finding, told) => {
    const usual = { proposed: 'KEEP', reasonCode: null, before: 54_000, computed: 54_000, taper: no } as const;
    const found = checkOutcome({ ...usual, ...finding });
    expect(found.ok ? 'ok' : `${found.code} ${found.detail}`).toBe(told);
  });
});

describe('work refused (SA-649 art. 45, 2014-05-01; reading 7)', () => {
  const refused: WorkOffer = { offeredOn: '2014-06-01', answer: 'REFUSED', reasonCode: null };
  const accepted: WorkOffer = { ...refused, answer: 'ACCEPTED' };
  const excused: WorkOffer = { ...refused, reasonCode: 'ILLNESS' };
  it.each<[string, WorkOffer[], number]>([
    ['nothing offered', [], 0],
    ['two in a row', [refused, refused], 2],
    ['three in a row', [refused, refused, refused], 3],
    ['an accepted job begins the row anew', [refused, refused, accepted, refused], 1],
    ['a refusal with a good reason breaks the row', [refused, refused, excused, refused], 1],
    ['the latest answer ends it', [refused, refused, refused, accepted], 0],
  ])('%s: %#', (_, offers, row) => {
    expect(refusalsInRow(offers)).toBe(row);
  });

  it('a stopped part comes back only when the latest answer is an accepted job', () => {
    const rows = [[], [refused], [accepted], [accepted, refused], [refused, accepted], [excused]];
    expect(rows.map(hasAcceptedWork)).toEqual([false, false, true, false, true, false]);
  });

  it('reading 7: e − 1 and n unchanged: case 1 with one stopped part pays two thirds of 540.00', () => {
    const members = three().map((member) =>
      member.personId === personId(2) ? { ...member, benefitStopped: 'WORK_REFUSAL' as const } : member,
    );
    const facts = aCase({ members, incomes: [anIncome()] });
    const { amountFen, shares } = entitlementForMonth(facts, '2014-06');
    expect(amountFen).toBe(36_000);
    expect(shares.map((share) => share.personId)).toEqual([personId(1), personId(3)]);
  });
});
