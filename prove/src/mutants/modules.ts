/** A part of the platform whose tests are tested. */
export interface MutatedModule {
  readonly what: string;
  /** Files whose mutants must be noticed, as patterns from the root. */
  readonly mutate: readonly string[];
  /** Tests that must notice them: those that are run for each mutant. */
  readonly tests: readonly string[];
  /** Tests that are run for those alone that the others leave. */
  readonly slowTests?: readonly string[];
  /** The tests need PostgreSQL and the queue. */
  readonly stores?: boolean;
}

const domain = 'packages/domain/src';
const kit = 'packages/service-kit';
const crypto = 'packages/crypto/src';
const rules = 'services/social-assistance/src/rules';

function paymentFiles(...names: string[]): string[] {
  return names.map((name) => `services/payments/src/${name}`);
}

function ruleFiles(...names: string[]): string[] {
  return [...names.map((name) => `${rules}/${name}.ts`), `!${rules}/*.test.ts`];
}

const ruleTests = [`${rules}/*.test.ts`];

function testsOf(...names: string[]): string[] {
  return names.map((name) => `${rules}/${name}.test.ts`);
}

/** What `npm run prove:mutants` knows, by name. */
export const modules: Readonly<Record<string, MutatedModule>> = {
  money: {
    what: 'fen, exact fractions and splits',
    mutate: [`${domain}/{money,rational,split}.ts`],
    tests: [`${domain}/{money,rational,split}.test.ts`],
  },
  calendar: {
    what: 'legal days, months and working days',
    mutate: [`${domain}/{day,month,workday}.ts`],
    tests: [`${domain}/{day,month,workday}.test.ts`],
  },
  'rules-income': {
    what: 'what comes in and what is taken to come in',
    mutate: ruleFiles('income-*', 'countable-income', 'imputed-income', 'support', 'household-income', 'low-income'),
    tests: ruleTests,
  },
  'rules-members': {
    what: 'who belongs to a household, counts and may benefit',
    mutate: ruleFiles(
      'counted-members',
      'household-*',
      'apply-alone',
      'register-kind',
      'benefit-eligible',
      'work-refusal',
    ),
    tests: ruleTests,
  },
  'rules-assets': {
    what: 'what a household owns and declares',
    mutate: ruleFiles('asset-*', 'check-declaration', 'verification-limits', 'standard*'),
    tests: testsOf('asset-test', 'check-declaration', 'limits-and-funds', 'told', 'counterfactual', 'decide-case'),
    slowTests: ruleTests,
  },
  'rules-amounts': {
    what: 'what is due, for which month and until when',
    mutate: ruleFiles(
      ...['differential', 'top-ups', 'attribution', 'fund-split', 'mixed-household', 'evaluate-case', 'decide-case'],
      ...['due-month', 'entitlement-month', 'taper', 'review-*', 'stored-assessment'],
    ),
    tests: ruleTests,
  },
  'rules-capsules': {
    what: 'what a decision rests on, says and keeps',
    mutate: ruleFiles(
      ...['case-capsule', 'change-capsule', 'counterfactual*', 'trace-steps', 'rule-context', 'registry', 'laws'],
      ...['once-source', 'parameter-rows', 'json-value'],
    ),
    tests: testsOf(
      'case-capsule',
      'change-capsule',
      'counterfactual',
      'registry',
      'rule-inputs',
      'told',
      'decide-case',
    ),
    slowTests: ruleTests,
  },
  'payments-rules': {
    what: 'screening, funds, payees, returns and overpayments',
    mutate: paymentFiles('level-split.ts', 'csv.ts', '{screening,funds,overpayments,returns,payees}/rules.ts'),
    tests: paymentFiles(
      'level-split.test.ts',
      'csv.test.ts',
      '{screening,funds,overpayments,returns,payees}/rules.test.ts',
    ),
  },
  'payments-files': {
    what: 'sealed batches, files for banks and their returns',
    mutate: paymentFiles('runs/seal-rules.ts', 'bank-files/{profile,rows}.ts', 'returns/return-file.ts'),
    tests: paymentFiles('runs/seal-rules.test.ts', 'bank-files/profile.test.ts', 'returns/return-file.test.ts'),
  },
  authorization: {
    what: 'tokens, permissions and what a caller may do',
    mutate: [`${kit}/src/{permissions,auth,context}.ts`],
    tests: [`${kit}/src/{permissions,auth,context}.test.ts`],
  },
  callers: {
    what: 'who knocks, and what a request is told before its body is read',
    mutate: [`${kit}/src/{principal,decide}.ts`],
    tests: [`${kit}/src/{callers,decision,public-read}.test.ts`],
  },
  'audit-chain': {
    what: 'the chain of audit rows, its anchors, and the tree over capsules',
    mutate: [`${crypto}/{audit-chain,audit-anchor}.ts`, `${domain}/merkle.ts`],
    tests: [`${crypto}/{audit-chain,audit-anchor}.test.ts`, `${domain}/merkle.test.ts`],
  },
  'audit-log': {
    what: 'audit rows as they are written, sealed and verified in a database',
    mutate: [`${kit}/src/{audit,audit-rows,audit-sealer,audit-verify}.ts`],
    tests: [`${kit}/src/audit.test.ts`, `${kit}/test/audit.test.ts`],
    slowTests: [`${kit}/test/{audit-sealing,audit-pages}.test.ts`],
    stores: true,
  },
  idempotency: {
    what: 'one effect and one answer for a key, remembered in a database',
    mutate: [`${kit}/src/{idempotency,idempotent}.ts`],
    tests: [`${kit}/src/idempotent.test.ts`, `${kit}/test/idempotency.test.ts`],
    slowTests: [`${kit}/test/write.test.ts`],
    stores: true,
  },
};
