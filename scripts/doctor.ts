// npm run doctor -- <url of an MCP server or of an issuer> [--login] [--tool name] [--scope "a b"] [--client-id id] [--json]
// Walks a deployment from outside and says what keeps clients from connecting. Exit code 1: a MUST is broken.
import { parseArgs } from 'node:util'
import { examine } from '../src/doctor/index.ts'
import { diagnosis, summary } from './lib/diagnosis.ts'
import { waitForPerson } from './lib/person.ts'

const USAGE =
  'npm run doctor -- <url of an MCP server or issuer> [--login] [--tool name] [--scope "a b"] [--client-id id] [--json]'

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      login: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      tool: { type: 'string' },
      scope: { type: 'string' },
      'client-id': { type: 'string' },
    },
  })
  const [url, ...others] = positionals
  if (url === undefined || others.length > 0 || !/^https?:$/.test(protocolOf(url))) {
    throw new Error(`received ${positionals.join(' ') || 'nothing'}; expected ${USAGE}`)
  }
  const { tool, scope, 'client-id': client_id } = values
  const person = values.login ? await waitForPerson() : undefined
  const findings = await examine(url, {
    ...(tool !== undefined && { tool }),
    ...(scope !== undefined && { scope }),
    ...(client_id !== undefined && { client_id }),
    ...(person && { person: person.open, redirect_uri: person.redirect_uri }),
  })
  person?.close()
  console.log(values.json ? JSON.stringify(findings, null, 2) : diagnosis(findings))
  if (!values.json) console.log(summary(findings))
  process.exitCode = findings.some(({ ok, level }) => !ok && level === 'MUST') ? 1 : 0
}

const protocolOf = (url: string) => (URL.canParse(url) ? new URL(url).protocol : '')

main().catch((error: Error) => {
  console.error(`doctor: ${error.message}`)
  process.exitCode = 2
})
