import * as z from 'zod'

const text = z.string().min(1)
const web = z.url({ protocol: /^https?$/ })

/** The standard claims of OpenID Connect Core §5.1 that are not columns: besides sub, email, email_verified, updated_at. */
export const userClaims = z.strictObject({
  name: text.optional(),
  given_name: text.optional(),
  family_name: text.optional(),
  middle_name: text.optional(),
  nickname: text.optional(),
  preferred_username: text.optional(),
  profile: web.optional(),
  picture: web.optional(),
  website: web.optional(),
  gender: text.optional(),
  birthdate: z
    .string()
    .regex(/^\d{4}(-\d{2}-\d{2})?$/, 'expected YYYY-MM-DD, 0000-MM-DD or YYYY')
    .optional(),
  zoneinfo: text.optional(),
  locale: text.optional(),
  phone_number: text.optional(),
  phone_number_verified: z.boolean().optional(),
  address: z
    .strictObject({
      formatted: text.optional(),
      street_address: text.optional(),
      locality: text.optional(),
      region: text.optional(),
      postal_code: text.optional(),
      country: text.optional(),
    })
    .optional(),
})
