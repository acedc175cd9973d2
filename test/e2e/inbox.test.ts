import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inboxMailer, inboxPages } from '../../src/development/inbox.ts'
import * as builtIn from '../../src/features/index.ts'
import { mailOf } from '../../src/pages/index.ts'
import { launch, look, visit } from '../support/chromium.ts'
import { fakeKv } from '../support/fake-kv.ts'
import { type Socket, socket } from '../support/socket.ts'
import { testServer } from '../support/test-server.ts'
import { follow, title } from './steps.ts'

let browser: Browser
let place: Socket
beforeAll(async () => {
  browser = await launch()
  place = await socket()
})
afterAll(async () => {
  await browser?.close()
  place?.close()
})

describe('the mail inbox of npm start', () => {
  it('lists what was mailed, shows each as text and as HTML, and its links lead on', async () => {
    const issuer = place.origin
    const { kv } = fakeKv()
    const mailer = inboxMailer(kv)
    const features = [...Object.values(builtIn), inboxPages(kv)]
    const { fetch } = await testServer({ issuer, features, mailer, name: 'Harbour Notes' })
    place.answer = fetch
    const { page, context, complaints } = await visit(browser, [issuer])
    await page.goto(`${issuer}/dev/inbox`)
    await look(page, 'inbox-empty')

    const house = { name: 'Harbour Notes', identifier: issuer }
    const facts = { when: 1_790_000_000, browser: 'Firefox on Linux', place: 'Hamburg, Germany' }
    const link = `${issuer}/sign-in`
    const kinds = [
      { kind: 'sign_in', lang: 'en', code: '482913', link, lasts: 600, facts },
      { kind: 'app_connected', lang: 'ar', about: 'Claude (claude.ai)', link, facts },
    ] as const
    for (const props of kinds) {
      const { kind, lang } = props
      const from = { name: house.name, issuer }
      await mailer.send({ to: 'ada@example.com', kind, lang, from, ...mailOf({ ...props, house }) })
    }
    await follow(page, 'Look again')
    expect(await page.locator('.mails li').count()).toBe(2)
    await look(page, 'inbox')
    await follow(page, 'Sign in to Harbour Notes')
    await look(page, 'inbox-mail')
    await follow(page, 'As HTML')
    expect(await title(page)).toBe('Sign in')
    await page.goBack()
    await follow(page, link)
    expect(page.url()).toBe(link)
    expect(await title(page)).toBe('Sign in')
    expect(complaints).toEqual([])
    await context.close()
  })
})
