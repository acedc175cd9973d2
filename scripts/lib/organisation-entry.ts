import * as z from 'zod'

/** What a configuration says of an organisation. Its members are not of the file: they are invited, and leave. */

const DOMAIN =
  /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

export const organisation = z.strictObject({
  org_id: z.string().regex(/^[A-Za-z0-9._~-]{1,128}$/, 'expected characters of A-Za-z0-9._~-'),
  name: z.string().min(1).max(120).describe('what people read'),
  domains: z
    .array(z.string().regex(DOMAIN, 'expected a domain such as acme.example, in lower case'))
    .default([])
    .describe('of the addresses of its people; each is of one organisation at most'),
  upstream: z
    .string()
    .min(1)
    .optional()
    .describe('id of the upstream that people of its domains are sent to'),
  required_acr: z
    .enum(['urn:sallyport:acr:1fa', 'urn:sallyport:acr:2fa'])
    .optional()
    .describe('the least its members have to have proven of themselves to go on as such'),
  disabled: z
    .boolean()
    .optional()
    .describe('true ends what its members granted; absent leaves it as it is'),
})

export type OrganisationEntry = z.output<typeof organisation>
