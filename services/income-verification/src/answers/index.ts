export {
  getRequestKey,
  type Identity,
  openIdentity,
  openRows,
  type Rows,
  sealBody,
  sealIdentity,
  sealRows,
} from './sealed.ts';
