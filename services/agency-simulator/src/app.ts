import { defineErrors, definePermissions, defineService } from '@mz/service-kit';
import { type AppKit, settings } from './app-kit.ts';
import { createChanges } from './changes.ts';
import { createDirectory } from './directory.ts';
import { createExchangeCopy } from './exchange-copy.ts';
import { createFileCodec } from './file-codec.ts';
import { createFileDesk } from './file-desk.ts';
import { createFolderDesk } from './folder-desk.ts';
import { mountAgencies } from './mount-agencies.ts';
import { mountExchangeCopy } from './mount-exchange-copy.ts';
import { mountFileControls, mountFiles } from './mount-files.ts';
import { mountMinistryNode } from './mount-ministry-node.ts';
import { mountOverrides } from './mount-overrides.ts';
import { mountSpdci } from './mount-spdci.ts';
import { createOverrides } from './overrides.ts';
import { createSignatures } from './signatures.ts';

/** The partner agencies of income-verification.md §4 and the ministry's node of place-names.md §8.5, for development and tests. */
export const service = defineService<unknown, AppKit['config']>({
  name: 'agency-simulator',
  developmentOnly: true,
  errors: defineErrors({}),
  permissions: definePermissions({}),
  config: settings,
  async mount(app, kit) {
    const overrides = createOverrides();
    const agencies = { kit, directory: createDirectory(kit.config), overrides };
    const copy = createExchangeCopy(kit);
    const signatures = createSignatures(kit, 'signing/income-verification', copy);
    const codec = createFileCodec(kit);
    const desk = createFileDesk(agencies, codec);
    const folders = createFolderDesk(kit.config.dataDir, desk);
    const files = { agencies, signatures, codec, desk, folders, changes: createChanges() };
    await mountAgencies(app, agencies, signatures);
    await mountFiles(app, files);
    await mountSpdci(app, agencies, signatures);
    await mountOverrides(app, overrides);
    await mountFileControls(app, files);
    await mountExchangeCopy(app, copy);
    await mountMinistryNode(app, kit);
  },
  build() {
    // A partner's interface: it has no operations of the platform.
  },
});
