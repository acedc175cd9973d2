/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Claims } from 'sallyport/bff'
import type { Note, NoteList } from './notes.ts'

function Page({ title, children }: { title: string; children?: Child }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="icon" href="/icon.svg" />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header>
          <a class="brand" href="/">
            <svg viewBox="0 0 32 32" aria-hidden="true">
              <rect width="32" height="32" rx="9" />
              <path d="M9 11h14M9 16h14M9 21h8" />
            </svg>
            Demo SaaS app
          </a>
        </header>
        <main>{children}</main>
        <footer>
          An example application of Sallyport. No script in your browser ever sees a token.
        </footer>
      </body>
    </html>
  )
}

/** The landing page, for those who are not signed in. */
export function Welcome({ issuer }: { issuer: string }) {
  return (
    <Page title="Demo SaaS app">
      <section class="hero">
        <h1>A place for your notes.</h1>
        <p class="lead">Write on one device, read on another. Sign in to begin.</p>
        <a class="button primary" href="/auth/login?return_to=/">
          Sign in
        </a>
      </section>
      <section aria-labelledby="steps">
        <h2 id="steps">What happens when you sign in</h2>
        <ol class="steps">
          <li>
            <strong>You go to the sign-in server.</strong> It is at {new URL(issuer).host}; this
            application never sees your password.
          </li>
          <li>
            <strong>You say what this application may do.</strong> Read your notes, write new ones,
            know your name and e-mail address.
          </li>
          <li>
            <strong>You come back with a cookie.</strong> The tokens are sealed in it, and only the
            server of this application can open it.
          </li>
        </ol>
      </section>
    </Page>
  )
}

/** What the page for a signed-in person shows. */
export interface HomeProps {
  readonly claims: Claims
  readonly notes: NoteList
  readonly issuer: string
  readonly api: string
}

/** The page of a signed-in person. */
export function Home({ claims, notes, issuer, api }: HomeProps) {
  const email = typeof claims['email'] === 'string' ? claims['email'] : undefined
  const name = typeof claims['name'] === 'string' ? claims['name'] : (email ?? claims.sub)
  return (
    <Page title="Your notes · Demo SaaS app">
      <section class="person" aria-label="Signed in as">
        <span class="avatar" aria-hidden="true">
          {[...name][0]?.toUpperCase()}
        </span>
        <div>
          <h1>{name}</h1>
          {email && <p>{email}</p>}
        </div>
        <form method="post" action="/auth/logout">
          <button type="submit">Sign out</button>
        </form>
      </section>
      <section class="card" aria-labelledby="notes">
        <h2 id="notes">Your notes</h2>
        <p class="hint">
          This application asks {new URL(api).host} for them, with a token from{' '}
          {new URL(issuer).host}.
        </p>
        <form method="post" action="/notes/add" class="add">
          <label for="text">New note</label>
          <input id="text" name="text" required maxlength={500} autocomplete="off" />
          <button type="submit" class="primary">
            Call the API
          </button>
        </form>
        <Notes list={notes} />
        {'notes' in notes && notes.notes.length > 0 && (
          <p class="hint">
            <a href="/notes/clear">Delete all notes</a>
          </p>
        )}
      </section>
    </Page>
  )
}

/** Asks before what cannot be undone; the API asks for a second factor before it does it. */
export function Clear() {
  return (
    <Page title="Delete all notes? · Demo SaaS app">
      <section class="hero">
        <h1>Delete all notes?</h1>
        <p class="lead">
          This cannot be undone, so the API asks for a second proof that it is you.
        </p>
        <form method="post" action="/notes/clear">
          <button type="submit" class="primary">
            Delete them all
          </button>
        </form>
        <a href="/">Keep them</a>
      </section>
    </Page>
  )
}

function Notes({ list }: { list: NoteList }) {
  if ('problem' in list) {
    return (
      <p class="problem" role="status">
        {list.problem}
      </p>
    )
  }
  if (list.notes.length === 0) return <p class="empty">No notes yet. Write the first one.</p>
  return (
    <ul class="notes">
      {list.notes.map((note) => (
        <li>
          <span>{note.text}</span>
          <Moment note={note} />
        </li>
      ))}
    </ul>
  )
}

function Moment({ note }: { note: Note }) {
  const iso = new Date(note.created_at * 1000).toISOString()
  return <time datetime={iso}>{iso.slice(0, 16).replace('T', ' ')} UTC</time>
}

/** One plain page for whatever did not work. */
export function Problem({ title, text }: { title: string; text: string }) {
  return (
    <Page title={title}>
      <section class="hero">
        <h1>{title}</h1>
        <p class="lead">{text}</p>
        <a class="button primary" href="/">
          Back to the start
        </a>
      </section>
    </Page>
  )
}
