import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, visit } from '../support/chromium.ts'
import { type Everything, startEverything, takenPorts } from '../support/everything.ts'
import { ALLOW, expectHome, newPerson, press, signIn, signUp, title } from './steps.ts'

let browser: Browser
let house: Everything
beforeAll(async () => {
  browser = await launch()
  house = await startEverything()
}, 150_000)
afterAll(async () => {
  await browser?.close()
  await house?.remove()
})

/** The ports that are still taken after at most three seconds. */
async function stillTaken(port: number): Promise<number[]> {
  for (let tries = 0; tries < 30; tries++) {
    if ((await takenPorts(port)).length === 0) return []
    await pause(100)
  }
  return takenPorts(port)
}

describe('npm start', () => {
  it('killed in the middle of a sign-in and started again, goes on where it was', async () => {
    const { context, page } = await visit(browser, [house.issuer, house.webApp])
    const person = newPerson('Ada Steadfast')
    await page.goto(`${house.webApp}/auth/login`)
    await signUp(page, person)
    expect(await title(page)).toMatch(ALLOW)

    await house.kill()
    expect(await stillTaken(house.port)).toEqual([])
    house = await startEverything(house.port)

    await press(page, 'Allow')
    await expectHome(page, house.webApp, person.name)
    const elsewhere = await visit(browser, [house.issuer])
    await elsewhere.page.goto(`${house.issuer}/account`)
    await signIn(elsewhere.page, person.email)
    expect(await title(elsewhere.page)).toBe('Your account')
    expect(elsewhere.complaints).toEqual([])
    await Promise.all([context.close(), elsewhere.context.close()])
  })

  it('ends with everything it started on Ctrl-C, and leaves its ports', async () => {
    expect(await takenPorts(house.port)).toHaveLength(4)
    expect(await house.interrupt()).toBe(0)
    expect(await takenPorts(house.port)).toEqual([])
  })

  it('says nothing of an error while all this happens', () => {
    expect(house.said()).not.toMatch(/error|exception|uncaught/i)
  })
})
