export { type Enrolled, idOf, streamEnrolled } from './enrolled.ts';
export { fillEnrolments, fillPayees } from './fill.ts';
export { openFund } from './fund.ts';
export { insertAccount, logIn } from './officers.ts';
