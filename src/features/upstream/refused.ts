/** What a person is told when an upstream did not sign them in; see `pages/upstream.tsx`. */
export type Trouble =
  | 'cancelled'
  | 'refused'
  | 'unreachable'
  | 'unsound'
  | 'used'
  | 'domain'
  | 'closed'
  | 'taken'
  | 'other-person'

/** The upstream's answer does not sign anybody in: the message says why, for the operator. */
export class UpstreamRefused extends Error {
  override readonly name = 'UpstreamRefused'
  readonly trouble: Trouble

  constructor(trouble: Trouble, message: string, cause?: unknown) {
    super(message, { cause })
    this.trouble = trouble
  }
}
