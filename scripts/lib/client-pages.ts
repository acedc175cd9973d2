import * as z from 'zod'
import {
  COLOUR,
  colourProblem,
  LOGO,
  LONGEST_LOGO,
  type Theme,
  WIDEST_RADIUS,
} from '../../src/protocol/brand.ts'

/** What a configuration says of how people meet a client. */

/** One that can be read where it is used; the sentence names one near it that can. */
const colour = (theme: Theme) =>
  z
    .string()
    .regex(COLOUR, { error: 'expected a colour such as #2a48c8, in lower case', abort: true })
    .refine((given) => colourProblem(given, theme) === undefined, {
      error: ({ input }) => colourProblem(String(input), theme),
    })

export const brand = z.strictObject({
  name: z.string().min(1).max(60).optional(),
  logo: z
    .string()
    .regex(LOGO, {
      error: 'expected a path of this server, or a data: URL of a PNG, SVG or WebP image',
    })
    .max(LONGEST_LOGO)
    .optional(),
  accent: colour('light').optional().describe('of buttons and links, on white'),
  accent_dark: colour('dark').optional().describe('the same in the dark'),
  radius: z.int().min(0).max(WIDEST_RADIUS).optional().describe('of corners, in pixels'),
})

export const clientPages = {
  required_acr: z
    .enum(['urn:sallyport:acr:1fa', 'urn:sallyport:acr:2fa'])
    .optional()
    .describe('the least a person has to have proven of themselves for it'),
  brand: brand.optional().describe('how pages look that people see on its behalf'),
  app_links: z
    .strictObject({
      apple: z
        .array(z.string().regex(/^[A-Z0-9]{10}\.[A-Za-z0-9.-]+$/, 'expected <Team ID>.<bundle id>'))
        .optional(),
      android: z
        .array(
          z.strictObject({
            package_name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+$/),
            sha256_cert_fingerprints: z
              .array(z.string().regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/))
              .min(1),
          }),
        )
        .optional(),
    })
    .optional()
    .describe('its apps: links to them, and passkeys in them'),
  organisation: z
    .enum(['ask', 'required'])
    .optional()
    .describe('whether people go on to it as a member of an organisation'),
}
