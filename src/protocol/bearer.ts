/** The token of an `Authorization: Bearer` header; `undefined` for any other header. RFC 6750 §2.1. */
export const readBearer = (header: string | null): string | undefined =>
  /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i.exec(header ?? '')?.[1]
