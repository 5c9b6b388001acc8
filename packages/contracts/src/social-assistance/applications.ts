import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { DivisionCode, IdParams, PageQuery } from '../shapes.ts';
import { Application } from './application.ts';
import { ApplicationState, DibaoProgramme } from './programmes.ts';

const service = 'social-assistance';

export const draftApplication = defineOperation({
  id: 'applications.draft',
  service,
  method: 'POST',
  path: '/v1/applications',
  summary: 'Open a draft case at the township of the register',
  body: Type.Object(
    {
      programme: DibaoProgramme,
      /** Village or community of the register. */
      divisionCode: DivisionCode,
      filedBy: Type.Union([Type.Literal('HEAD'), Type.Literal('AGENT'), Type.Literal('VILLAGE')]),
      /** Written entrustment when the village or an agent files. */
      entrustmentSha256: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: Application },
  permission: 'applications:draft',
  idempotent: true,
  errors: ['DIVISION_NOT_VALID', 'CODE_SUMMARY', 'SCOPE_FORBIDDEN', 'DOCUMENT_MISSING'],
});

export const getApplication = defineOperation({
  id: 'applications.get',
  service,
  method: 'GET',
  path: '/v1/applications/{id}',
  summary: 'One application',
  params: IdParams,
  success: { status: 200, schema: Application },
  permission: 'applications:read',
});

export const listApplications = defineOperation({
  id: 'applications.list',
  service,
  method: 'GET',
  path: '/v1/applications',
  summary: 'Applications in the caller’s division, newest first',
  query: Type.Object({ ...PageQuery.properties, state: Type.Optional(ApplicationState) }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(Application), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'applications:read',
});
