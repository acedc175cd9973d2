const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The text with one character after the other replaced by its neighbour in base64url: one bit changes, at least. */
export const flipEach = (text: string): string[] =>
  [...text].map((character, at) => {
    const index = ALPHABET.indexOf(character)
    const other = index < 0 ? 'A' : (ALPHABET[index ^ 1] ?? 'A')
    return text.slice(0, at) + other + text.slice(at + 1)
  })
