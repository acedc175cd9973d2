/** A mail was not taken: the message says why, without addresses and secrets. */
export class MailFailed extends Error {
  override readonly name = 'MailFailed'
}
