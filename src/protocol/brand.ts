/** Whose house a page is in, as its operator wants it to look. Colours are `#rrggbb`; each is used only where it can be read. */
export interface Brand {
  name?: string | undefined
  /** Of this house: a path or a `data:` URL. */
  logo?: string | undefined
  accent?: string | undefined
  accent_dark?: string | undefined
  /** Of corners, in pixels. */
  radius?: number | undefined
}

export type Theme = 'light' | 'dark'

/** What stands in the accent stands on one of these: the card, and the tint behind a person. */
export const SURFACES: Readonly<Record<Theme, { card: string; tint: string }>> = {
  light: { card: '#ffffff', tint: '#eef1fd' },
  dark: { card: '#1d2026', tint: '#232a45' },
}

/** WCAG 2.2 §1.4.3, for text of ordinary size. */
const READABLE = 4.5

export const COLOUR = /^#[0-9a-f]{6}$/
export const LOGO = /^(\/(?!\/)|data:image\/(png|svg\+xml|webp);base64,)/
/** Characters; a logo travels in every page. */
export const LONGEST_LOGO = 6000
export const WIDEST_RADIUS = 24

/** How far two colours stand apart, 1 to 21. WCAG 2.2, contrast ratio. */
export function contrast(one: string, other: string): number {
  const [bright, dim] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return ((bright ?? 0) + 0.05) / ((dim ?? 0) + 0.05)
}

/** Black or white, whichever can be read better on a colour. */
export const textOn = (colour: string): '#000000' | '#ffffff' =>
  contrast(colour, '#000000') > contrast(colour, '#ffffff') ? '#000000' : '#ffffff'

/** A colour with a share (0 to 1) of another. */
export function mix(colour: string, other: string, share: number): string {
  const [a, b] = [channels(colour), channels(other)]
  const mixed = a.map((value, at) => Math.round(value + ((b[at] ?? 0) - value) * share))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

/** What keeps an accent from being read on the pages, in a sentence with a colour near it that can be. */
export function colourProblem(colour: string, theme: Theme): string | undefined {
  if (!COLOUR.test(colour)) return 'expected a colour such as #2a48c8, in lower case'
  const worst = least(colour, theme)
  if (worst.ratio >= READABLE) return undefined
  return (
    `received ${colour}, which stands out ${worst.ratio.toFixed(2)} to 1 from ${worst.surface} on ` +
    `${theme} pages, expected at least ${READABLE} to 1 (WCAG 2.2 section 1.4.3); ` +
    `${readable(colour, theme)} would do`
  )
}

/** The colour itself, or the nearest to it on the way to black (in the dark: to white) that can be read. */
export function readable(colour: string, theme: Theme): string {
  const end = theme === 'light' ? '#000000' : '#ffffff'
  for (let share = 0; share < 1; share += 0.02) {
    const tried = mix(colour, end, share)
    if (least(tried, theme).ratio >= READABLE) return tried
  }
  return end
}

function least(colour: string, theme: Theme): { surface: string; ratio: number } {
  const { card, tint } = SURFACES[theme]
  const [onCard, onTint] = [contrast(colour, card), contrast(colour, tint)]
  return onCard < onTint ? { surface: card, ratio: onCard } : { surface: tint, ratio: onTint }
}

const channels = (colour: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
