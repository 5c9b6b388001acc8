import type { ErrorCatalogue } from '@mz/contracts';

/** Refusals about whose record an answer is from (income-verification.md §13). */
export const subjectErrors = {
  ANSWER_SUBJECT_MISSING: {
    status: 422,
    zh: '答复未注明所查记录属于何人',
    en: 'The answer does not say whose record it is from',
  },
  SUBJECT_NOT_POSSIBLE: {
    status: 422,
    zh: '该协查单位或方式无法注明所查记录属于何人',
    en: 'This agency, or this way, cannot say whose record it read',
  },
} as const satisfies ErrorCatalogue;
