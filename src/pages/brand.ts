import {
  type Brand,
  colourProblem,
  LOGO,
  mix,
  readable,
  type Theme,
  textOn,
  WIDEST_RADIUS,
} from '../protocol/brand.ts'
import { fnv1a } from './style.ts'

/** The tokens of a brand that pages are drawn with. */
interface Tokens {
  light?: string
  dark?: string
  radius?: number
}

/** A stylesheet of our own making: there is nothing in it but colours and a number. */
export interface BrandSheet {
  /** Changes with the content, so it may be cached for ever. */
  path: string
  body: string
}

/** The house's brand, or a client's on pages on its behalf: name and logo go together, and so do the two colours. */
export function brandOf<House extends Brand>(house: House, client: Brand | undefined): House {
  if (client === undefined) return house
  const { name, logo, accent, accent_dark, radius, ...rest } = house
  const who = client.name || client.logo ? client : { name, logo }
  const colours = client.accent || client.accent_dark ? client : { accent, accent_dark }
  return {
    ...rest,
    name: who.name ?? name,
    logo: who.logo,
    accent: colours.accent,
    accent_dark: colours.accent_dark,
    radius: client.radius ?? radius,
  } as House // the members of a Brand, whoever gave them
}

/** What to draw a brand with; a colour that cannot be read, however it came to be there, is left out. */
export function brandSheet({ accent, accent_dark, radius }: Brand): BrandSheet | undefined {
  const given = { light: usable(accent, 'light'), dark: usable(accent_dark, 'dark') }
  const one = given.light ?? given.dark
  return sheetOf({
    ...(one && { light: given.light ?? readable(one, 'light') }),
    ...(one && { dark: given.dark ?? readable(one, 'dark') }),
    ...(isRadius(radius) && { radius }),
  })
}

/** The stylesheet for the last part of its path: made of the tokens in it alone, whoever wrote them. */
export function brandSheetAt(file: string): BrandSheet | undefined {
  const parts = /^[0-9a-z]+\.(?:([0-9a-f]{6})-([0-9a-f]{6}))?\.(\d{1,2})?\.css$/.exec(file)
  if (parts === null) return undefined
  const [, light, dark, radius] = parts
  return brandSheet({
    ...(light && { accent: `#${light}` }),
    ...(dark && { accent_dark: `#${dark}` }),
    ...(radius && { radius: Number(radius) }),
  })
}

/** A logo that our policy lets a browser show. */
export const logoOf = ({ logo }: Brand): string | undefined =>
  logo !== undefined && LOGO.test(logo) ? logo : undefined

const usable = (colour: string | undefined, theme: Theme) =>
  colour !== undefined && colourProblem(colour, theme) === undefined ? colour : undefined

const isRadius = (radius: number | undefined): radius is number =>
  radius !== undefined && Number.isInteger(radius) && radius >= 0 && radius <= WIDEST_RADIUS

function sheetOf({ light, dark, radius }: Tokens): BrandSheet | undefined {
  if (light === undefined && dark === undefined && radius === undefined) return undefined
  const round = radius === undefined ? '' : `--round:${radius}px;`
  const body =
    `:root{${round}${light ? accents(light) : ''}}` +
    (dark ? `@media (prefers-color-scheme:dark){:root{${accents(dark)}}}` : '')
  const colours = light && dark ? `${light.slice(1)}-${dark.slice(1)}` : ''
  return { path: `/brand/${fnv1a(body)}.${colours}.${radius ?? ''}.css`, body }
}

/** Under the pointer a button goes away from its text, so that it can be read no worse. */
function accents(accent: string): string {
  const text = textOn(accent)
  const away = text === '#ffffff' ? '#000000' : '#ffffff'
  return `--accent:${accent};--on-accent:${text};--accent-deep:${mix(accent, away, 0.2)};`
}
