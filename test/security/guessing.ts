import { vi } from 'vitest'
import { memoryStorage } from '../../src/index.ts'
import { Browser, type Page } from '../support/browser.ts'
import { PASSWORD } from '../support/fixtures.ts'
import { askForCode, codeIn, giveCode, isSignedIn } from '../support/mailed.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

/** What somebody guesses at: one person's password or codes, or one password of as many people as there are guesses. */
export type Aim = 'password' | 'code' | 'spray'

export interface Attack {
  aim: Aim
  guesses: number
  /** Network addresses they come from. */
  addresses: number
  /** At one moment, or spread evenly over a day. */
  pace: 'at once' | 'over a day'
}

export interface Outcome extends Attack {
  /** Guesses that were compared with the truth. */
  looked: number
  /** Mails that reached the person. */
  mails: number
  /** Seconds until the person was in, whenever in the attack they tried: the longest of them; `undefined`: never. */
  known: number | undefined
  fresh: number | undefined
  /** In a browser that is not known, by the way that is not attacked. */
  otherway: number | undefined
}

const ADA = 'ada@example.com'
const DAY = 86_400
/** Where the person themself is. */
const HOME = '198.51.100.7'
/** Seconds until somebody has read that they have to wait, and tries again. */
const HESITATION = 2

interface Scene {
  house: TestServer
  looked: { count: number }
}

const clock = () => Date.now() / 1000
const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

/** Runs one attack over a clock of its own (`vi.useFakeTimers`), with its owner trying to get in meanwhile. */
export async function run(attack: Attack): Promise<Outcome> {
  const scene = await setScene()
  const owner = await createOwner(scene, attack)
  const mailsBefore = scene.house.mails.length
  scene.looked.count = 0
  const guessers = Array.from({ length: Math.max(attack.addresses, 50) }, (_, n) =>
    createGuesser(
      scene,
      attack.aim,
      `203.0.${(n % attack.addresses) >> 8}.${(n % attack.addresses) & 255}`,
    ),
  )
  await (attack.pace === 'at once' ? burst : trickle)(attack, guessers, owner)
  const own = owner.mailsOwn()
  return {
    ...attack,
    looked: scene.looked.count,
    mails: scene.house.mails.length - mailsBefore - own,
    ...owner.waited(),
  }
}

/** Hashing tells nothing here and takes long; what is compared is counted. */
async function setScene(): Promise<Scene> {
  const looked = { count: 0 }
  const storage = memoryStorage({
    hash: async (password) => password,
    async verify(password, encoded) {
      if (password !== PASSWORD) looked.count++
      return password === PASSWORD && encoded !== undefined
    },
    renewed: async () => undefined,
  })
  return { house: await testServer({ storage }), looked }
}

function browserAt({ house }: Scene, address: string): Browser {
  const answer = (request: Request) => {
    const headers = new Headers(request.headers)
    headers.set('cf-connecting-ip', address)
    return house.fetch(new Request(request, { headers }))
  }
  return new Browser(answer, house.issuer)
}

type Guesser = (n: number) => Promise<void>

const createGuesser = (scene: Scene, aim: Aim, address: string): Guesser =>
  (aim === 'code' ? codeGuesser : passwordGuesser)(scene, address, aim)

function passwordGuesser(scene: Scene, address: string, aim: Aim): Guesser {
  const browser = browserAt(scene, address)
  let page: Page | undefined
  let openedAt = 0
  return async (n) => {
    if (page === undefined || clock() - openedAt > 1200) {
      page = await passwordPage(browser, ADA)
      openedAt = clock()
    }
    const email = aim === 'spray' ? `p${n}@example.com` : ADA
    await browser.submit(page, { step: 'password', email, password: `wrong-${n}` })
  }
}

/** Guesses at the code there is, and asks for the next one when that is over. */
function codeGuesser(scene: Scene, address: string): Guesser {
  const browser = browserAt(scene, address)
  let page: Page | undefined
  return async () => {
    for (let mailed = page === undefined ? 0 : -1; mailed < 1; mailed++) {
      page ??= await askForCode(browser, ADA)
      if (page.status !== 429) {
        const answer = await giveCode(browser, page, 'BBBB-BBBB')
        if (answer.html.includes('not the code we sent last')) {
          scene.looked.count++
          return
        }
      }
      page = undefined
    }
  }
}

const passwordPage = async (browser: Browser, email: string) =>
  browser.submit(await browser.open('/sign-in'), { step: 'identifier', email })

async function burst(
  { guesses }: Attack,
  guessers: readonly Guesser[],
  owner: Awaited<ReturnType<typeof createOwner>>,
): Promise<void> {
  let next = 0
  const work = async (guess: Guesser) => {
    while (next < guesses) await guess(next++)
  }
  await Promise.all(guessers.map(work))
  await owner.begin()
  while (owner.isTrying()) {
    pass(1)
    await owner.go()
  }
}

async function trickle(
  { guesses }: Attack,
  guessers: readonly Guesser[],
  owner: Awaited<ReturnType<typeof createOwner>>,
): Promise<void> {
  const begins = new Set([0.25, 0.5, 0.75].map((part) => Math.floor(guesses * part)))
  for (let n = 0; n < guesses; n++) {
    if (begins.has(n)) await owner.begin()
    await owner.go()
    await guessers[n % guessers.length]?.(n)
    pass(DAY / guesses)
  }
  await owner.go()
}

type Means = 'password' | 'code'

interface Attempt {
  as: 'known' | 'fresh' | 'otherway'
  browser: Browser
  means: Means
  began: number
  nextAt: number
  done: boolean
}

/** The person: in a browser they have used before, in a new one, and in a new one by the other way in. */
async function createOwner(scene: Scene, { aim }: Attack) {
  const means: Means = aim === 'code' ? 'code' : 'password'
  const attempts: Attempt[] = []
  const waits = { known: 0, fresh: 0, otherway: 0 }
  let ownMails = 0
  const known = browserAt(scene, HOME)
  await tryBy('password', known, scene)

  const go = async () => {
    for (const attempt of attempts.filter((one) => !one.done && one.nextAt <= clock())) {
      const before = scene.house.mails.length
      const wait = await tryBy(attempt.means, attempt.browser, scene)
      ownMails += scene.house.mails.length - before
      attempt.done = wait === 0
      attempt.nextAt = clock() + wait + HESITATION
      if (attempt.done) {
        waits[attempt.as] = Math.max(waits[attempt.as], clock() - attempt.began)
      }
    }
  }
  return {
    go,
    isTrying: () => attempts.some(({ done }) => !done),
    mailsOwn: () => ownMails,
    async begin() {
      await known.submit(await known.open('/account'), { action: '/account/sign-out' })
      const other = means === 'code' ? 'password' : 'code'
      const all: [Attempt['as'], Browser, Means][] = [
        ['known', known, means],
        ['fresh', browserAt(scene, HOME), means],
        ['otherway', browserAt(scene, HOME), other],
      ]
      for (const [as, browser, by] of all) {
        attempts.push({ as, browser, means: by, began: clock(), nextAt: 0, done: false })
      }
      await go()
    },
    waited: () => {
      const of = (as: Attempt['as']) =>
        attempts.some((one) => one.as === as && !one.done) ? undefined : Math.round(waits[as])
      return { known: of('known'), fresh: of('fresh'), otherway: of('otherway') }
    },
  }
}

/** Answers the seconds to wait, 0 when in. */
async function tryBy(means: Means, browser: Browser, scene: Scene): Promise<number> {
  const page = means === 'code' ? await askForCode(browser, ADA) : await passwordPage(browser, ADA)
  if (page.status === 429) return Number(page.headers.get('retry-after'))
  const mail = scene.house.mails.at(-1)
  const answer =
    means === 'code'
      ? await giveCode(browser, page, mail ? codeIn(mail) : '')
      : await browser.submit(page, { step: 'password', email: ADA, password: PASSWORD })
  if (answer.status === 429) return Number(answer.headers.get('retry-after'))
  if (!(await isSignedIn(browser))) throw new Error(`not signed in: ${answer.title}`)
  return 0
}
