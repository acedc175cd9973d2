// npm run slots -- copy <slots> <from> <to> [--remote] [--env name] [--persist-to folder]
// npm run slots -- clean <from> [--remote] [--env name] [--persist-to folder]
// Moves people from one database to another: docs/operate.md, "Growing".
import { parseArgs } from 'node:util'
import { MOVING, slotsIn } from '../src/protocol/slot-table.ts'
import { query, type Target, write } from './lib/d1.ts'
import { ports } from './lib/house.ts'
import { type Layout, readLayout } from './lib/layout.ts'
import { copySlots, type Database, removeMoved } from './lib/slots.ts'

const usage =
  'npm run slots -- copy <slots> <from> <to>, or clean <from>; [--remote] [--env name] [--persist-to folder]'

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      remote: { type: 'boolean', default: false },
      env: { type: 'string' },
      'persist-to': { type: 'string' },
    },
  })
  const target: Target = values.remote
    ? { remote: true, env: values.env }
    : { remote: false, state: values['persist-to'] ?? ports(process.env['PORT']).state }
  const layout = await readLayout(values.env)
  const [verb, ...names] = positionals
  if (verb === 'copy' && names.length === 3) return copy(names, layout, target)
  if (verb === 'clean' && names.length === 1) return clean(names, layout, target)
  throw new Error(`received ${positionals.join(' ') || 'nothing'}; expected ${usage}`)
}

async function copy([text = '', from = '', to = '']: string[], layout: Layout, target: Target) {
  const slots = new Set(slotsIn(text))
  const open = [...slots].filter((slot) => !layout.isMoving(slot))
  if (open.length > 0) {
    throw new Error(
      `slot ${open[0]} is not shut: put it under "${MOVING}" in SETTINGS.slots and deploy that first`,
    )
  }
  const people = await copySlots(slots, databaseOf(target, from), databaseOf(target, to))
  console.log(`copied ${people} people from ${from} to ${to}`)
}

async function clean([from = '']: string[], layout: Layout, target: Target) {
  const others = layout.names.filter((name) => name !== from)
  const there = others.map((name) => databaseOf(target, name))
  const people = await removeMoved(databaseOf(target, from), there, layout.of)
  console.log(`removed ${people} people from ${from}, who lie elsewhere`)
}

const databaseOf = (target: Target, name: string): Database => ({
  name,
  query: (statements) => query({ ...target, database: name }, statements.join('\n')),
  write: (statements) => write({ ...target, database: name }, statements),
})

main().catch((error: Error) => {
  console.error(`slots: ${error.message}`)
  process.exit(1)
})
