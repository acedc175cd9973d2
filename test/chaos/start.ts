// The long form: as many kills as asked for, and a table in the end. `npm run test:chaos` starts it.
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import setup from '../support/bundle.ts'
import { brokenPromises, type Ledger, summary } from './ledger.ts'
import { chaos } from './run.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '900' },
  },
})

const progress = (ledger: Ledger) => {
  if (ledger.kills % 20 !== 0) return
  const broken = brokenPromises(ledger).length
  console.log(
    `${ledger.kills} kills, ${ledger.answered.refresh} refreshes answered, ${broken} promises broken`,
  )
}

setup()
const began = Date.now()
const [cpu] = cpus()
console.log(`workerd on Node ${process.version}, ${cpus().length} × ${cpu?.model}`)
const ledger = await chaos({
  kills: Number(values.kills),
  seconds: Number(values.seconds),
  progress,
})
console.log(`\n${summary(ledger, (Date.now() - began) / 1000)}`)
for (const one of brokenPromises(ledger).slice(0, 50)) console.error(one)
process.exitCode = brokenPromises(ledger).length > 0 ? 1 : 0
