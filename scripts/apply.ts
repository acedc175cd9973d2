// npm run apply -- <file.json> [--remote] [--env name] [--tenant name] [--persist-to folder]
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { apply } from './lib/apply.ts'
import { migrate } from './lib/d1.ts'
import { readVariables } from './lib/dev-vars.ts'
import { ports } from './lib/house.ts'
import { readLayout } from './lib/layout.ts'
import type { Change } from './lib/plan.ts'
import { root } from './lib/processes.ts'
import { readConfiguration } from './lib/read-configuration.ts'

const usage =
  'npm run apply -- <file.json> [--remote] [--env name] [--tenant name] [--persist-to folder]'

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      remote: { type: 'boolean', default: false },
      local: { type: 'boolean', default: false },
      env: { type: 'string' },
      tenant: { type: 'string' },
      'persist-to': { type: 'string' },
    },
  })
  const [file] = positionals
  if (file === undefined || positionals.length > 1) {
    throw new Error(`received ${positionals.length} files, expected one: ${usage}`)
  }
  const target = values.remote
    ? { remote: true as const, env: values.env }
    : { remote: false as const, state: values['persist-to'] ?? ports(process.env.PORT).state }
  // what .dev.vars holds is for this machine and never reaches a deployment
  const environment = values.remote
    ? process.env
    : { ...readVariables(resolve(root, '.dev.vars')), ...process.env }
  const text = readFileSync(file, 'utf8')
  if (values.remote && /"development"\s*:\s*true/.test(text)) {
    throw new Error(
      `${file} says "development": true; it is not for a deployment. Nothing was written`,
    )
  }
  const configuration = readConfiguration(text, environment)
  const layout = await readLayout(values.env)
  if (!target.remote) await migrate(target.state, layout)
  report(await apply(configuration, { target, layout, tenant: values.tenant }), target.remote)
  for (const { identifier, access_token_signing_alg: alg } of configuration.resources) {
    if (alg === 'ML-DSA-44') console.log(rare(identifier, alg))
  }
}

/** What a server can sign with is known where it runs, and not here. */
const rare = (identifier: string, alg: string) =>
  `\nTokens for ${identifier} are to be signed with ${alg}. Where the runtime does not have it, as workerd\nof November 2026, every token request for this resource fails, and the answer says why.`

function report(changes: readonly Change[], remote: boolean) {
  for (const { outcome, kind, id, disables } of changes) {
    console.log(`${outcome.padEnd(9)}  ${kind.padEnd(12)}  ${id}${disables ? '  disabled' : ''}`)
  }
  if (changes.some(({ outcome }) => outcome !== 'unchanged')) {
    console.log('\nA server that is running sees this within a minute or two (its copies age out).')
  }
  if (changes.some(({ disables }) => disables)) {
    const how = remote ? '' : ', while `npm start` runs'
    console.log(
      `Grants of what was disabled are closing: the server finishes that within a minute${how}.`,
    )
  }
}

main().catch((error: Error) => {
  console.error(`apply: ${error.message}`)
  process.exit(1)
})
