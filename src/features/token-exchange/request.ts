/** The parameters of RFC 8693 §2.1. */
export interface ExchangeRequest {
  subject_token: string
  subject_token_type: string
  actor_token?: string | undefined
  actor_token_type?: string | undefined
  audience?: string | undefined
  resource?: string | undefined
  scope?: string | undefined
}
