import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Version } from '../shapes.ts';

const Nullable = Type.Union([Type.String(), Type.Null()]);

/** County and township versions with the change items: what every service keeps in memory. */
export const divisionSnapshot = defineOperation({
  id: 'divisions.snapshot',
  service: 'place-names',
  method: 'GET',
  path: '/internal/divisions/snapshot',
  summary: 'All division versions down to the township, with change items, for the copies of the services',
  query: Type.Object({ level: Type.Optional(Type.Literal('VILLAGE')), county: Type.Optional(Type.String()) }),
  success: {
    status: 200,
    schema: Type.Object({
      tableVersion: Type.String(),
      /** The same as a number; also the ETag. */
      version: Type.Optional(Version),
      versions: Type.Array(
        Type.Object({
          unitId: Type.String(),
          code: Type.String(),
          level: Type.String(),
          type: Type.String(),
          name: Type.String(),
          shortName: Type.String(),
          parentCode: Nullable,
          managedByCode: Nullable,
          fiscalParentCode: Nullable,
          validFrom: Nullable,
          validTo: Nullable,
          recordedAt: Type.String(),
          provenance: Type.String(),
          codeStatus: Type.String(),
        }),
      ),
      items: Type.Array(
        Type.Object({
          changeId: Type.String(),
          fromCode: Type.String(),
          toCode: Type.String(),
          extent: Type.Union([Type.Literal('FULL'), Type.Literal('PART')]),
          effectiveOn: Type.String(),
          partUnits: Type.Array(Type.String()),
          remainder: Type.Boolean(),
        }),
      ),
      regionGroups: Type.Array(
        Type.Object({ code: Type.String(), group: Type.String(), validFrom: Nullable, validTo: Nullable }),
      ),
    }),
  },
  permission: 'divisions:snapshot',
  callers: ['service'],
});
