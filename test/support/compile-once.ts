/**
 * For Node: PostgreSQL's WebAssembly is compiled quickly and left at that. Compiling it anew while it runs, to make it
 * faster, takes more than it gives back to databases that serve a few tests each.
 */
export const COMPILE_ONCE = '--liftoff-only';
