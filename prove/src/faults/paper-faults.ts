import type { Check } from '../verification/centre.ts';
import type { Letter, Paper, Post, Typed } from '../verification/post.ts';

/** A check whose letter lies with the agency, and what the agency's register holds. */
export interface Asked {
  readonly post: Post;
  readonly check: Check;
  readonly letter: Letter;
  /** A letter about somebody else. */
  readonly other: Letter;
  readonly right: Paper;
}

/** What can go wrong with a paper. */
export interface PaperFault {
  readonly name: string;
  /** The check's term is over before anybody answers. */
  readonly pastTerm?: boolean;
  /** How the question stands once the paper has been dealt with: state, attempt, fault, what was kept apart. */
  readonly stands: string;
  /** What comes of it at the desk; answers what is not as it must be. */
  deal(asked: Asked): Promise<string[]>;
  /** What makes it good; nothing where the paper was an answer already. */
  mend?(asked: Asked): Promise<string[]>;
}

const waiting = 'MANUAL_PENDING 0 null []';
const answered = 'ANSWERED 1 null []';
const none: Pick<Paper, 'outcome' | 'rows'> = { outcome: 'NO_RECORD', rows: [] };

/** Typed in by one person and confirmed by another. */
export async function answer({ post, letter }: Pick<Asked, 'post' | 'letter'>, paper: Paper): Promise<string[]> {
  const typed = await post.enter(letter, paper);
  if (typeof typed === 'string') return [`a paper is refused as ${typed}`];
  const confirmed = await post.confirm(typed);
  return typeof confirmed === 'string' ? [`a reply that was typed in is not confirmed: ${confirmed}`] : [];
}

async function expectCode(done: Promise<Typed | string>, code: string): Promise<string[]> {
  const came = await done;
  return came === code ? [] : [`answered ${typeof came === 'string' ? came : 'as done'} and not ${code}`];
}

/** Typed in wrongly, and not confirmed by who compares it with the scan. */
async function typeWrongly({ post, letter }: Asked, paper: Paper, reason: string): Promise<string[]> {
  const typed = await post.enter(letter, paper);
  if (typeof typed === 'string') return [`a paper is refused as ${typed}`];
  const rejected = await post.reject(typed, reason);
  if (typeof rejected === 'string') return [`a wrong reply is not rejected: ${rejected}`];
  // What was rejected never becomes an answer.
  return expectCode(post.confirm(rejected), 'STATE_TRANSITION_INVALID');
}

const mend = (asked: Asked): Promise<string[]> => answer(asked, asked.right);

/** The behaviours of an agency that there are on paper. */
export const paperFaults: readonly PaperFault[] = [
  { name: 'never answered', pastTerm: true, stands: 'TIMED_OUT 0 null []', deal: async () => [] },
  { name: 'late', pastTerm: true, stands: 'TIMED_OUT 0 null []', deal: async () => [], mend },
  {
    name: 'duplicate',
    stands: answered,
    async deal(asked) {
      const { post, letter, right } = asked;
      const typed = await post.enter(letter, right);
      if (typeof typed === 'string') return [`a paper is refused as ${typed}`];
      const early = await expectCode(post.enter(letter, right), 'ANSWER_DUPLICATE');
      const confirmed = await post.confirm(typed);
      if (typeof confirmed === 'string') return [`not confirmed: ${confirmed}`];
      const late = await expectCode(post.enter(letter, right), 'ANSWER_DUPLICATE');
      return [...early, ...late, ...(await expectCode(post.confirm(confirmed), 'STATE_TRANSITION_INVALID'))];
    },
  },
  {
    name: 'contradictory duplicate',
    stands: answered,
    async deal(asked) {
      const { post, letter, right } = asked;
      const typed = await post.enter(letter, right);
      if (typeof typed === 'string') return [`a paper is refused as ${typed}`];
      const early = await expectCode(post.enter(letter, { ...right, ...none }), 'ANSWER_DUPLICATE');
      const confirmed = await post.confirm(typed);
      const late = await expectCode(post.enter(letter, { ...right, ...none }), 'ANSWER_DUPLICATE');
      return [...early, ...late, ...(typeof confirmed === 'string' ? [`not confirmed: ${confirmed}`] : [])];
    },
  },
  {
    name: 'another person',
    stands: waiting,
    async deal(asked) {
      const { post, letter, other, right } = asked;
      // Typed in under a letter in which this person does not stand, and under the right one from the wrong record.
      const misfiled = await expectCode(
        post.enter({ id: letter.id, subQueryId: other.subQueryId }, right),
        'ANSWER_UNKNOWN_REF',
      );
      return [...misfiled, ...(await typeWrongly(asked, { ...right, ...none }, 'ANOTHER_PERSON'))];
    },
    mend,
  },
  {
    name: 'over-return',
    stands: 'ANSWERED 1 null [ANSWER_OVER_RETURN]',
    deal: (asked) => {
      const { right } = asked;
      const more = { type: '拖拉机', valueFen: 900_000, subsidyFen: 0, boughtOn: '2013-12-01' };
      return answer(asked, { ...right, rows: [...right.rows, more] });
    },
  },
  {
    name: 'two entries that differ',
    stands: waiting,
    deal: (asked) => typeWrongly(asked, { ...asked.right, ...none }, 'DIFFERS_FROM_SCAN'),
    mend,
  },
  {
    name: 'illegible figure',
    // Another letter has asked again.
    stands: 'MANUAL_PENDING 1 null []',
    async deal(asked) {
      const { post, letter, right } = asked;
      const illegible = right.rows.map((row) => ({ ...row, cashValueFen: null }));
      const refused = await expectCode(post.enter(letter, { ...right, rows: illegible }), 'FINDING_VALUE_INVALID');
      return [...refused, ...(await answer(asked, { ...right, outcome: 'ERROR', rows: [] }))];
    },
    mend,
  },
  {
    name: 'wrong charset',
    stands: waiting,
    deal: ({ post, letter, right }) => {
      // Half of a character, as a wrong conversion leaves it.
      const rows = right.rows.map((row) => ({ ...row, insurer: `保险${String.fromCharCode(0xd842)}` }));
      return expectCode(post.enter(letter, { ...right, rows }), 'INPUT_INVALID');
    },
    mend,
  },
  {
    name: 'endless',
    stands: waiting,
    deal: ({ post, letter, right }) => {
      const rows = Array.from({ length: 501 }, () => right.rows[0] ?? {});
      return expectCode(post.enter(letter, { ...right, rows }), 'INPUT_INVALID');
    },
    mend,
  },
];
