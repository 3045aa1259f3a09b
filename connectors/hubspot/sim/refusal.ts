/** One property of a write that cannot be taken. */
export interface InvalidProperty {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

export interface RefusalDetail {
  readonly category?: string;
  readonly subCategory?: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
  readonly errors?: readonly unknown[];
  readonly links?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further top-level fields of the body. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** The properties behind a `VALIDATION_ERROR`, for answers that merge those of many records. */
  readonly invalid?: readonly InvalidProperty[];
  /** The record that already holds a unique value. */
  readonly existingId?: string;
}

/**
 * A call the vendor refuses, thrown from anywhere below a handler.
 * Bodies: https://developers.hubspot.com/docs/api-reference/error-handling
 */
export class Refusal extends Error {
  readonly status: number;
  readonly detail: RefusalDetail;

  constructor(status: number, message: string, detail: RefusalDetail = {}) {
    super(message);
    this.status = status;
    this.detail = detail;
  }

  body(correlationId: string): Record<string, unknown> {
    const { errors, context, links, category, subCategory, extra } = this.detail;
    return {
      status: 'error',
      message: this.message,
      correlationId,
      ...(errors ? { errors } : {}),
      ...(context ? { context } : {}),
      ...(links ? { links } : {}),
      ...(category ? { category } : {}),
      ...(subCategory ? { subCategory } : {}),
      ...extra,
    };
  }
}

/** Something the real service has and this simulator does not. Answered with 501, never with a likely-looking body. */
export class Gap extends Error {}

export const notFound = (): Refusal => new Refusal(404, 'resource not found');

export const badRequest = (message: string): Refusal =>
  new Refusal(400, message, { category: 'VALIDATION_ERROR' });

/** All invalid properties of one or of many records, in one body, as the service puts them. */
export function invalidProperties(invalid: readonly InvalidProperty[], portalId: number): Refusal {
  const list = invalid.map(({ name, code, message }) => ({
    isValid: false,
    message,
    error: code,
    name,
    localizedErrorMessage: message,
    portalId,
  }));
  return new Refusal(400, `Property values were not valid: ${JSON.stringify(list)}`, {
    category: 'VALIDATION_ERROR',
    errors: invalid.map(({ name, code, message }) => ({ message, code, context: { propertyName: [name] } })),
    invalid,
  });
}
