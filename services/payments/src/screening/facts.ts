import type { Db } from '../app-kit.ts';
import { readSharing, type Sharing } from './accounts.ts';
import { type Exclusion, readExclusions, type Sharer } from './conflicts.ts';
import {
  type LineRow,
  readExcessive,
  readKnownCodes,
  readLastSettled,
  readLines,
  readSharers,
  readSuspendedCauses,
  type WantedLines,
} from './lines.ts';
import { type Death, type Identities, readDeaths, readIdentities } from './people.ts';
import type { LineFacts } from './rules.ts';

/** A line with its facts. */
export interface FactRow {
  readonly id: string;
  readonly enrolmentId: string;
  readonly state: string;
  readonly facts: LineFacts;
  /** Codes that stand or were judged away before. */
  readonly known: readonly string[];
  /** The lines that exclude this one, each with the sharing person. */
  readonly excludedBy: readonly Exclusion[];
}

/** What a page of lines needs to know of persons. */
interface Persons {
  readonly identities: Identities;
  readonly deaths: ReadonlyMap<string, Death>;
}

const alive: Death = { confirmedOn: null, isReported: false };

/**
 * Facts of lines in the order of their ids; the caller reaches all counties. Each kind of fact is one statement over the
 * whole page and is joined here: asked line by line, row security lets the planner read the province once for each line.
 */
export async function readFacts(db: Db, wanted: WantedLines): Promise<FactRow[]> {
  const lines = await readLines(db, wanted);
  if (lines.length === 0) return [];
  const ids = lines.map(({ id }) => id);
  const accountIds = lines.flatMap(({ accountId }) => accountId ?? []);
  const [sharers, codes, lastSettled, suspended, excessive, sharingOf] = await Promise.all([
    readSharers(db, ids),
    readKnownCodes(db, ids),
    readLastSettled(db, lines),
    readSuspendedCauses(db, lines),
    readExcessive(db, lines),
    readSharing(db, accountIds),
  ]);
  const shared = lines.flatMap(({ id, benefitMonth }) =>
    (sharers.get(id) ?? []).map((personId) => ({ lineId: id, personId, benefitMonth })),
  );
  const persons = await readPersons(db, lines, shared);
  const excluding = Map.groupBy(await readExclusions(db, shared, persons.identities), ({ lineId }) => lineId);
  return lines.map((line) => {
    const { id, enrolmentId, state, benefitMonth, amountFen, payableAfterDeath, payeeKind } = line;
    const excludedBy = excluding.get(id) ?? [];
    const facts: LineFacts = {
      ...{ benefitMonth, amountFen, payableAfterDeath, payeeKind },
      ...factsOfPersons(line, sharers.get(id) ?? [], persons),
      exclusive: excludedBy.length > 0,
      causeSuspended: suspended.has(id),
      account: accountOf(line, sharingOf),
      deductionExceeds: excessive.has(id),
      lastSettledFen: lastSettled.get(id) ?? null,
    };
    return { id, enrolmentId, state, facts, known: codes.get(id) ?? [], excludedBy };
  });
}

async function readPersons(db: Db, lines: readonly LineRow[], sharers: readonly Sharer[]): Promise<Persons> {
  const payees = lines.flatMap(({ payeePersonId }) => payeePersonId ?? []);
  const ids = [...new Set([...payees, ...sharers.map(({ personId }) => personId)])];
  const identities = await readIdentities(db, ids);
  const known = new Set(ids.flatMap((id) => identities.idsOf(id)));
  return { identities, deaths: await readDeaths(db, [...known]) };
}

function factsOfPersons(
  { payeePersonId: payee }: LineRow,
  sharers: readonly string[],
  persons: Persons,
): Pick<LineFacts, 'payeeDiedOn' | 'payeeDeathReported' | 'memberDiedOn' | 'merged'> {
  const { identities } = persons;
  const payeeDeath = payee === null ? alive : deathOf(payee, persons);
  const members = sharers.filter((id) => payee === null || !identities.isSame(id, payee));
  return {
    payeeDiedOn: payeeDeath.confirmedOn,
    payeeDeathReported: payeeDeath.isReported,
    memberDiedOn: members.map((id) => deathOf(id, persons).confirmedOn).reduce(earlierOf, null),
    merged: (payee !== null && identities.isRenamed(payee)) || sharers.some((id) => identities.isRenamed(id)),
  };
}

/** What is told of a person under any id. */
function deathOf(personId: string, { identities, deaths }: Persons): Death {
  return identities.idsOf(personId).reduce((known, id) => {
    const { confirmedOn, isReported } = deaths.get(id) ?? alive;
    return { confirmedOn: earlierOf(known.confirmedOn, confirmedOn), isReported: known.isReported || isReported };
  }, alive);
}

function accountOf(
  { accountId, usableFrom, holderMatches }: LineRow,
  sharingOf: (accountId: string) => Sharing,
): LineFacts['account'] {
  if (accountId === null || usableFrom === null) return null;
  return { usableFrom, ...sharingOf(accountId), holderMatches: holderMatches !== false };
}

function earlierOf(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
