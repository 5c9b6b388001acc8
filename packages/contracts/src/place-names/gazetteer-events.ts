import { Type } from 'typebox';
import { defineEvent } from '../event.ts';

/** A package went to the ministry's node (place-names.md §8.5). */
export const gazetteerPackageSent = defineEvent({
  name: 'gazetteer.package-sent',
  version: 1,
  kind: 'FACT',
  producer: 'place-names',
  summary: 'A package went to the ministry’s node',
  payload: Type.Object({ seq: Type.Integer(), records: Type.Integer(), sha256: Type.String() }),
});

export const gazetteerPackageAcked = defineEvent({
  name: 'gazetteer.package-acked',
  version: 1,
  kind: 'FACT',
  producer: 'place-names',
  summary: 'The ministry’s node applied a package',
  payload: Type.Object({ seq: Type.Integer(), changes: Type.Integer(), refused: Type.Integer() }),
});
