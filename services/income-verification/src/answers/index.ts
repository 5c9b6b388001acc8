export {
  findRequestKey,
  getRequestKey,
  type Identity,
  openIdentity,
  openLetter,
  openRows,
  type Rows,
  sealBody,
  sealIdentity,
  sealLetter,
  sealRows,
} from './sealed.ts';
