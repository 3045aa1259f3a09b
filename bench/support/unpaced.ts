/** Loaded before Leadloop (`node --import`), so that the engine alone is measured, without the pace of the vendors' limits. */
import { unpaced } from '../../test/support/unpaced.ts';

await unpaced();
