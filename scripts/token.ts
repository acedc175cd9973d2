// npm run token -- --client demo-service [--scope "a b"] [--resource uri] [--issuer url]
// Prints an access token by client_credentials, and nothing else on standard output.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readVariables } from './lib/dev-vars.ts'
import { ports } from './lib/house.ts'
import { root } from './lib/processes.ts'

async function main() {
  const { values } = parseArgs({
    options: {
      client: { type: 'string', default: 'demo-service' },
      scope: { type: 'string' },
      resource: { type: 'string' },
      issuer: { type: 'string', default: ports(process.env.PORT).issuer },
    },
  })
  const { token_endpoint } = await json(`${values.issuer}/.well-known/openid-configuration`)
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  if (values.scope !== undefined) body.set('scope', values.scope)
  if (values.resource !== undefined) body.set('resource', values.resource)
  const authorization = `Basic ${btoa(`${values.client}:${secretOf(values.client)}`)}`
  const answer = await json(String(token_endpoint), {
    method: 'POST',
    headers: { authorization },
    body,
  })
  console.error(`${values.client}, scope "${answer.scope ?? ''}", for ${answer.expires_in} s`)
  console.log(answer.access_token)
}

/** The secret of `demo-service` is DEMO_SERVICE_SECRET, in the environment or in .dev.vars. */
function secretOf(client_id: string): string {
  const name = `${client_id.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_SECRET`
  const secret = process.env[name] ?? readVariables(join(root, '.dev.vars'))[name]
  if (secret === undefined) {
    throw new Error(
      `no secret for ${client_id}: set ${name}, or run npm start once (it makes .dev.vars)`,
    )
  }
  return secret
}

async function json(url: string, init?: RequestInit): Promise<Record<string, unknown>> {
  const response = await fetch(url, init).catch(() => {
    throw new Error(`${url} does not answer; is npm start running?`)
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`)
  return JSON.parse(text) as Record<string, unknown>
}

main().catch((error: Error) => {
  console.error(`token: ${error.message}`)
  process.exit(1)
})
