/** A copy of what another server publishes. Moments are epoch seconds. */
export interface DocumentCopy {
  url: string
  /** As it was received: text, or base64url where it is an image. */
  body: string
  fetched_at: number
  /** Until then it counts as current. */
  fresh_until: number
  /** When it was fetched for the first time. */
  first_seen_at: number
  /** Name of the copy that was made along with it: a logo. */
  along?: string
}

/**
 * Copies that may be a little old, or forgotten: what they were made of is asked again. Whoever reads one looks at its
 * moments. A copy that cannot be had or left is none, and no fault.
 */
export interface Documents {
  find(name: string): Promise<DocumentCopy | undefined>
  /** Kept until that moment at least a minute away, or until it is replaced or forgotten. */
  keep(name: string, copy: DocumentCopy, until: number): Promise<void>
  forget(name: string): Promise<void>
}
