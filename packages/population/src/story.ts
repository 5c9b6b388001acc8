import type { Fen, LegalDay, Sex } from '@mz/domain';
import { type Household, noHoldings, type Person } from './person.ts';
import type { MarriageRecord } from './records.ts';
import { residentNumber } from './resident-numbers.ts';

/** A household of the story: who they are, what they declare, and where the money goes. */
export interface StoryHousehold {
  readonly key: 'wageEarner' | 'farmers' | 'carOwner' | 'bereaved' | 'single' | 'banked';
  readonly programme: 'URBAN_DIBAO' | 'RURAL_DIBAO';
  readonly countyCode: string;
  readonly townshipCode: string;
  readonly household: Household;
  /** Adults with capacity: each signs an authorization. */
  readonly adults: readonly Person[];
  readonly declaredIncomes: readonly DeclaredIncome[];
  readonly account: StoryAccount;
}

/** An income as the family states it. */
export interface DeclaredIncome {
  readonly personRef: string;
  /** A type of the income table (social-assistance §2.3). */
  readonly type: 'WAGE' | 'CASUAL_WORK' | 'CROP' | 'LAND_TRANSFER';
  readonly amountFen: Fen;
  readonly per: 'MONTH' | 'YEAR';
}

/** The payee's card; its invented issuer number passes the Luhn check. */
export interface StoryAccount {
  readonly bankCode: string;
  readonly bankName: string;
  readonly accountNo: string;
  /** The holder as first written down. */
  readonly holderName: string;
  /** How the bank answers the first line; absent: it pays. */
  readonly firstReturn?: 'NAME_MISMATCH';
  /** The holder as the bank knows it, when the first writing was wrong. */
  readonly correctHolderName?: string;
}

interface Member {
  readonly name: string;
  readonly sex: Sex;
  readonly birthDate: LegalDay;
  readonly serial: number;
  readonly relationToHead: string;
  readonly parts?: Partial<Pick<Person, 'wage' | 'holdings'>>;
}

/** (a) A couple with a daughter at university in 历下区; the wife earns 900 yuan a month, as the tax body knows too: worked example 1. */
function wageEarner(): StoryHousehold {
  const household = createStoryHousehold('S-A', '370102001002', '370100', [
    { name: '周文斌', sex: '1', birthDate: '1974-03-12', serial: 611, relationToHead: '01' },
    {
      name: '许丽娟',
      sex: '2',
      birthDate: '1976-08-25',
      serial: 622,
      relationToHead: '10',
      parts: {
        wage: {
          employer: '泉润家政服务部',
          monthlyGrossFen: 90_000,
          monthlyTaxFen: 0,
          sinceMonth: '2012-09',
        },
      },
    },
    { name: '周梦瑶', sex: '2', birthDate: '1994-11-05', serial: 634, relationToHead: '30' },
  ]);
  return {
    key: 'wageEarner',
    programme: 'URBAN_DIBAO',
    ...placeOf(household),
    adults: household.members,
    declaredIncomes: [{ personRef: 'S-A.2', type: 'WAGE', amountFen: 90_000, per: 'MONTH' }],
    account: account('6299990000000017', '周文斌'),
  };
}

/** (b) Four people in a village of 曹县 with 5,000 yuan a year from land: worked example 2; the bank knows another name. */
function farmers(): StoryHousehold {
  const household = createStoryHousehold('S-B', '371721101200', '371700', [
    { name: '杨守义', sex: '1', birthDate: '1971-06-18', serial: 713, relationToHead: '01' },
    { name: '冯桂兰', sex: '2', birthDate: '1972-10-02', serial: 724, relationToHead: '10' },
    { name: '杨子轩', sex: '1', birthDate: '1995-04-20', serial: 735, relationToHead: '20' },
    { name: '杨雨桐', sex: '2', birthDate: '1996-01-15', serial: 746, relationToHead: '30' },
  ]);
  return {
    key: 'farmers',
    programme: 'RURAL_DIBAO',
    ...placeOf(household),
    adults: household.members,
    declaredIncomes: [
      { personRef: 'S-B.1', type: 'CROP', amountFen: 380_000, per: 'YEAR' },
      { personRef: 'S-B.2', type: 'LAND_TRANSFER', amountFen: 120_000, per: 'YEAR' },
    ],
    account: {
      ...account('6299990000000025', '杨守仪'),
      firstReturn: 'NAME_MISMATCH',
      correctHolderName: '杨守义',
    },
  };
}

/** (c) A couple in 历下区 who live on casual work, below the standard, and do not mention their car. */
function carOwner(): StoryHousehold {
  const household = createStoryHousehold('S-C', '370102001003', '370900', [
    {
      name: '郑大勇',
      sex: '1',
      birthDate: '1979-02-09',
      serial: 815,
      relationToHead: '01',
      parts: {
        holdings: {
          ...noHoldings,
          VEHICLE: [
            {
              plateMasked: '鲁A***36',
              type: 'CAR',
              use: 'PRIVATE',
              displacementMl: 1598,
              firstRegisteredOn: '2011-05-16',
              status: 'NORMAL',
              listPriceFen: 7_980_000,
            },
          ],
        },
      },
    },
    { name: '宋晓红', sex: '2', birthDate: '1981-07-30', serial: 826, relationToHead: '10' },
  ]);
  return {
    key: 'carOwner',
    programme: 'URBAN_DIBAO',
    ...placeOf(household),
    adults: household.members,
    declaredIncomes: [{ personRef: 'S-C.1', type: 'CASUAL_WORK', amountFen: 60_000, per: 'MONTH' }],
    account: account('6299990000000033', '郑大勇'),
  };
}

/** (d) Three people in 庄寨镇, of whom the wife earns 900 yuan a month; the husband will die: worked example 11. */
function bereaved(): StoryHousehold {
  const household = createStoryHousehold('S-D', '371721101004', '371700', [
    {
      name: '田秀芝',
      sex: '2',
      birthDate: '1975-05-14',
      serial: 912,
      relationToHead: '01',
      parts: {
        wage: { employer: '庄寨木业加工厂', monthlyGrossFen: 90_000, monthlyTaxFen: 0, sinceMonth: '2012-03' },
      },
    },
    { name: '苗长河', sex: '1', birthDate: '1973-09-02', serial: 923, relationToHead: '10' },
    { name: '苗小禾', sex: '2', birthDate: '1995-01-27', serial: 934, relationToHead: '30' },
  ]);
  return {
    key: 'bereaved',
    programme: 'URBAN_DIBAO',
    ...placeOf(household),
    adults: household.members,
    declaredIncomes: [{ personRef: 'S-D.1', type: 'WAGE', amountFen: 90_000, per: 'MONTH' }],
    account: account('6299990000000058', '田秀芝'),
  };
}

/** (e) One person of 66 in 庄寨镇 with nobody and nothing: full standard, paid to herself. */
function single(): StoryHousehold {
  const household = createStoryHousehold('S-E', '371721101005', '371700', [
    { name: '耿桂英', sex: '2', birthDate: '1947-11-20', serial: 944, relationToHead: '01' },
  ]);
  return {
    key: 'single',
    programme: 'URBAN_DIBAO',
    ...placeOf(household),
    adults: household.members,
    declaredIncomes: [],
    account: account('6299990000000066', '耿桂英'),
  };
}

/** (f) A couple in 庄寨镇 on casual work, about whom the bank answers late. */
function banked(): StoryHousehold {
  const household = createStoryHousehold('S-F', '371721101006', '371700', [
    { name: '孟庆河', sex: '1', birthDate: '1972-04-03', serial: 953, relationToHead: '01' },
    { name: '郝玉萍', sex: '2', birthDate: '1974-12-19', serial: 964, relationToHead: '10' },
  ]);
  return {
    key: 'banked',
    programme: 'URBAN_DIBAO',
    ...placeOf(household),
    adults: household.members,
    declaredIncomes: [{ personRef: 'S-F.1', type: 'CASUAL_WORK', amountFen: 60_000, per: 'MONTH' }],
    account: account('6299990000000074', '孟庆河'),
  };
}

function createStoryHousehold(
  ref: string,
  divisionCode: string,
  prefix: string,
  members: readonly Member[],
): Household {
  const numbers = members.map((one) => residentNumber(prefix, one.birthDate, one.sex, one.serial));
  const hukouKind = Number(divisionCode.slice(9)) >= 200 ? 'AGRI' : 'NON_AGRI';
  const persons = members.map((one, index): Person => {
    const partnerIdNo = numbers[index === 0 ? 1 : 0];
    const marriage: MarriageRecord | undefined =
      index < 2 && partnerIdNo !== undefined
        ? { status: 'MARRIED', registeredOn: '2000-05-06', partnerIdNo }
        : undefined;
    return {
      ref: `${ref}.${index + 1}`,
      householdRef: ref,
      idNo: numbers[index] ?? '',
      name: one.name,
      sex: one.sex,
      birthDate: one.birthDate,
      ethnicity: '01',
      maritalStatus: marriage === undefined ? '10' : '20',
      relationToHead: one.relationToHead,
      hukouKind,
      divisionCode,
      address: hukouKind === 'AGRI' ? '12号' : '3号楼2单元401室',
      register: { bookNo: `${divisionCode.slice(0, 9)}${ref}`, headName: members[0]?.name ?? '' },
      holdings: noHoldings,
      fixedRegisters: true,
      ...(marriage === undefined ? {} : { marriage }),
      ...one.parts,
    };
  });
  return { ref, divisionCode, hukouKind, members: persons };
}

function placeOf(household: Household): Pick<StoryHousehold, 'countyCode' | 'townshipCode' | 'household'> {
  const { divisionCode } = household;
  return {
    countyCode: `${divisionCode.slice(0, 6)}000000`,
    townshipCode: `${divisionCode.slice(0, 9)}000`,
    household,
  };
}

function account(accountNo: string, holderName: string): StoryAccount {
  return { bankCode: 'TESTBANK', bankName: '泉城试验银行', accountNo, holderName };
}

/** The households of the story, with fixed people in real communities and villages. */
export const storyHouseholds: readonly StoryHousehold[] = [
  wageEarner(),
  farmers(),
  carOwner(),
  bereaved(),
  single(),
  banked(),
];

/** All their members. */
export const storyPeople: readonly Person[] = storyHouseholds.flatMap((story) => story.household.members);
