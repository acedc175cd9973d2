/** A configuration that cannot be started; the message lists everything to fix. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'

  constructor(problems: readonly string[]) {
    super(`Sallyport cannot start:\n${problems.map((one) => `  - ${one}`).join('\n')}`)
  }
}
