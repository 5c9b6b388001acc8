export { mountPartnerNotices } from './routes.ts';
export { type Notice, tellPartner } from './tell.ts';
