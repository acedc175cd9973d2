import { build } from 'esbuild'
import { beforeEach, describe, expect, it } from 'vitest'
import { inboxMailer, inboxPages, type KeptMail } from '../../src/development/inbox.ts'
import * as builtIn from '../../src/features/index.ts'
import type { Mail } from '../../src/flow/mail.ts'
import { fakeKv } from '../support/fake-kv.ts'
import { bodyOf } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const { kept, kv } = fakeKv()
let house: TestServer
const mailer = inboxMailer(kv)

const mail = (changes: Partial<Mail> = {}): Mail => ({
  to: 'ada@example.com',
  subject: 'Sign in to <Harbour>',
  text: 'Sign in:\nhttps://id.example.com/link?token=a&b=<c>.\n',
  html: '<!doctype html><p style="color:red">Sign in</p>',
  lang: 'en',
  kind: 'sign_in',
  from: { name: 'Harbour', issuer: house.issuer },
  ...changes,
})

beforeEach(async () => {
  kept.clear()
  house = await testServer({ features: [...Object.values(builtIn), inboxPages(kv)], mailer })
})

const mails = async (query = '') =>
  (await bodyOf(await house.get(`/dev/inbox${query}`, { accept: 'application/json' })))[
    'mails'
  ] as KeptMail[]
const pageOf = async (query = '') => (await house.get(`/dev/inbox${query}`)).text()
const later = () => new Promise((resolve) => setTimeout(resolve, 2))

describe('the mail inbox of npm start', () => {
  it('says what would appear while nothing has', async () => {
    expect(await mails()).toEqual([])
    expect(await pageOf()).toContain('Nothing has been mailed yet.')
  })

  it('shows the newest first, and of one address by itself', async () => {
    await mailer.send(mail())
    await later()
    await mailer.send(mail({ to: 'bob@example.com', subject: 'Second' }))
    expect((await mails()).map(({ subject }) => subject)).toEqual([
      'Second',
      'Sign in to <Harbour>',
    ])
    expect((await mails('?to=Bob@example.com')).map(({ to }) => to)).toEqual(['bob@example.com'])
    const list = await pageOf('?to=ada@example.com')
    expect(list).toContain('Sign in to &lt;Harbour&gt;')
    expect(list).not.toContain('Second')
    expect(list).toContain('/dev/inbox?to=ada%40example.com')
  })

  it('shows one mail, with a link that leads where the mail says and nowhere else', async () => {
    await mailer.send(mail())
    const [{ id = '' } = {}] = await mails()
    const shown = await pageOf(`?id=${id}`)
    expect(shown).toContain(
      '<a href="https://id.example.com/link?token=a&amp;b=">https://id.example.com/link?token=a&amp;b=</a>&lt;c&gt;.',
    )
    const asHtml = await house.get(`/dev/inbox?id=${id}&as=html`)
    expect(await asHtml.text()).toContain('<p style="color:red">')
    expect(asHtml.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/)
    expect((await house.get('/dev/inbox?id=none')).status).toBe(404)
  })

  it('keeps mails for a day, each house its own', async () => {
    await mailer.send(mail({ from: { name: 'Other', issuer: `${house.issuer}/other` } }))
    expect(await mails()).toEqual([])
    expect([...kept.values()].map(({ ttl }) => ttl)).toEqual([86_400])
  })
})

describe('a deployment', () => {
  it('has no mail inbox', async () => {
    const deployed = await testServer()
    expect((await deployed.get('/dev/inbox')).status).toBe(404)
  })

  it('contains nothing of what is for development', async () => {
    const inputsOf = async (entry: string) => {
      const { metafile } = await build({
        entryPoints: [entry],
        ...{ bundle: true, write: false, metafile: true, format: 'esm', logLevel: 'silent' },
        ...{ outdir: 'none', conditions: ['workerd'], external: ['cloudflare:*', '*.wasm'] },
      })
      return Object.keys(metafile.inputs).filter((name) => name.includes('src/development'))
    }
    expect(await inputsOf('src/worker.ts')).toEqual([])
    expect(await inputsOf('src/development.ts')).toContain('src/development/inbox.ts')
  })
})
