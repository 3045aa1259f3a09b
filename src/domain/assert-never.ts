/** Makes a switch over a `kind` union exhaustive: a new kind fails to compile where it is not handled. */
export function assertNever(value: never): never {
  throw new Error(`unhandled kind: ${JSON.stringify(value)}`);
}
