import { setTimeout as sleep } from 'node:timers/promises'
import { House } from '../support/house.ts'
import { refresher, repeater, signedIn, type World } from './clients.ts'
import { brokenPromises, type Ledger, newLedger } from './ledger.ts'
import { startMortalWorker } from './mortal-worker.ts'

export interface Plan {
  /** How often workerd is killed; less often when the time is up before. */
  kills: number
  seconds: number
  /** Called after each kill. */
  progress?: (ledger: Ledger) => void
}

/** Clients that go from refresh to refresh without a pause, and clients that redeem each code again. */
const REFRESHERS = 12
const REPEATERS = 4
/** The longest a life lasts once the first request was answered. Milliseconds. */
const LIFE = 900

/** Kills workerd at random moments under load, again and again, and keeps the books. */
export async function chaos({ kills, seconds, progress }: Plan): Promise<Ledger> {
  const worker = await startMortalWorker()
  const ledger = newLedger()
  try {
    const house = new House(worker.issuer, (request) => fetch(request))
    const browser = await signedIn(house)
    let over = false
    const world: World = { house, browser, ledger, isOver: () => over, afterwards: [] }
    const clients = Promise.all([
      ...Array.from({ length: REFRESHERS }, () => refresher(world)),
      ...Array.from({ length: REPEATERS }, () => repeater(world)),
    ])
    const failed = clients.then(() => undefined)
    const end = Date.now() + seconds * 1000
    while (ledger.kills < kills && Date.now() < end) {
      await Promise.race([underLoad(ledger), failed])
      worker.kill()
      ledger.kills += 1
      await worker.start()
      progress?.(ledger)
    }
    over = true
    await clients
    for (const check of world.afterwards) await check()
    return ledger
  } finally {
    const folder = await worker.stop(brokenPromises(ledger).length > 0)
    if (brokenPromises(ledger).length > 0) console.error(`the data is kept in ${folder}`)
  }
}

/** A random moment after the first answer of this life. */
async function underLoad({ answered }: Ledger): Promise<void> {
  const sum = () => Object.values(answered).reduce((a, b) => a + b, 0)
  for (const before = sum(); sum() === before; ) await sleep(5)
  await sleep(Math.random() * LIFE)
}
