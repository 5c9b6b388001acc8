import { caseLookup, getVerificationBrief, type OperationOutputOf } from '@mz/contracts';
import { defineErrors, definePermissions, defineService, fail, type ServiceDefinition } from '@mz/service-kit';

/** A brief as the bureau keeps it. */
export type Brief = OperationOutputOf<typeof getVerificationBrief>;

/**
 * The bureau's side of the contract over real HTTP: it answers the briefs that a test gives it. The bureau itself is proved with
 * this service in the story; here a brief must be able to be what the bureau would never write, such as a tampered one.
 */
export function bureauWith(briefs: Map<string, Brief>): ServiceDefinition {
  return defineService({
    name: 'social-assistance',
    errors: defineErrors({
      APPLICATION_UNKNOWN: { status: 404, zh: '未找到该申请', en: 'There is no such application' },
    }),
    permissions: definePermissions({
      'applications:brief': { services: ['income-verification'] },
      'cases:lookup': { services: ['people'] },
    }),
    build(kit) {
      kit.operation(getVerificationBrief, async (_ctx, { params }) => {
        const brief = briefs.get(params.id);
        if (brief === undefined) throw fail('APPLICATION_UNKNOWN');
        return brief;
      });
      kit.operation(caseLookup('social-assistance'), async () => {
        throw fail('APPLICATION_UNKNOWN');
      });
    },
  });
}
