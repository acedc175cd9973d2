/** A mail as it leaves: both forms of one text. */
export interface Mail {
  /** An address as normalised by `protocol/email.ts`. */
  to: string
  subject: string
  text: string
  html: string
  /** BCP 47. */
  lang: string
}

/** Whatever sends mail. */
export interface Mailer {
  /** @throws when the mail was not taken. */
  send(mail: Mail): Promise<void>
}
