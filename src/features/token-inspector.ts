import { asset } from '../flow/asset.ts'
import type { Context } from '../flow/context.ts'
import { defineFeature } from '../flow/feature.ts'
import { page, pageProps } from '../flow/render.ts'
import { addresses } from '../pages/inspector/addresses.ts'

/**
 * Its own policy: what is pasted here leaves by no connection and no form, not even to us. CSP Level 3 §6.1. What a policy
 * leaves open (going to another address, a style or script of this house) its script has no words for: a test reads it.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

async function inspector(context: Context): Promise<Response> {
  const { chooseLanguage, inspectorPage } = await import('../pages/inspector/index.ts')
  const html = inspectorPage({
    ...pageProps(context, chooseLanguage),
    issuer: context.issuer.identifier,
    jwks: await context.keys.jwks(),
  })
  return page(html, 200, { 'Content-Security-Policy': CONTENT_SECURITY_POLICY })
}

const script = async () =>
  asset((await import('../pages/inspector/assets.ts')).script, 'text/javascript')
const styles = async () => asset((await import('../pages/inspector/assets.ts')).styles, 'text/css')

export const tokenInspector = defineFeature({
  spec: 'Token inspector',
  endpoints: [
    { path: '/tools/jwt', methods: ['GET'], audience: 'person', handle: inspector },
    { path: addresses.script, methods: ['GET'], audience: 'person', handle: script },
    { path: addresses.styles, methods: ['GET'], audience: 'person', handle: styles },
  ],
})
