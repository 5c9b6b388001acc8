export { mountPartnerNotices } from './routes.ts';
export { tellPartner } from './tell.ts';
