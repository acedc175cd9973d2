/** @jsxImportSource hono/jsx */
import { Document, html, type PageProps } from '../pages/document.tsx'
import { connectionSteps, type TracedStep } from '../protocol/connection.ts'
import { fixOf } from '../protocol/connection-fixes.ts'

export interface TracesProps extends PageProps {
  connections: readonly (readonly TracedStep[])[]
  /** The request an error page led here for. */
  request_id?: string | undefined
  styles: string
}

/** Connections, the newest first, each as the steps it took and where it stopped. For developers, in English. */
export function tracesPage(p: TracesProps): string {
  return html(
    <Document
      page={p}
      title="Connections"
      shape="wide"
      head={<link rel="stylesheet" href={p.styles} />}
    >
      <p class="aside">
        Every attempt to connect in the last 24 hours, step by step. No token, code or secret is
        kept.
      </p>
      {p.request_id && (
        <p class="shown">
          <span>
            The connection of request <code title={p.request_id}>{p.request_id.slice(0, 8)}</code>
          </span>
          <a href={`${p.base}/dev/traces`}>Show all</a>
        </p>
      )}
      {p.connections.length === 0 && <Nothing />}
      {p.connections.map((steps) => (
        <Connection steps={steps} marked={p.request_id} />
      ))}
    </Document>,
  )
}

function Nothing() {
  return (
    <p class="notice">
      Nothing has tried to connect yet. Point an MCP client here:{' '}
      <code>claude mcp add --transport http notes http://localhost:8789/mcp</code>
    </p>
  )
}

interface ConnectionProps {
  steps: readonly TracedStep[]
  marked: string | undefined
}

function Connection({ steps, marked }: ConnectionProps) {
  const broken = steps.findLast(({ outcome }) => outcome === 'failed')
  const last = steps.at(-1)
  const state = broken !== undefined && broken === last ? 'failed' : (last?.outcome ?? 'ok')
  const client = steps.flatMap(({ keys }) => keys).find((key) => key.startsWith('client:'))
  return (
    <section class={`connection ${state}`}>
      <h2>
        <bdi>{client?.slice('client:'.length) ?? 'No client yet'}</bdi>
        <small>
          {new Date(steps[0]?.at ?? 0).toISOString().replace('T', ' ').slice(0, 19)} UTC ·{' '}
          {words[state]}
        </small>
      </h2>
      <ol>
        {steps.map((step) => (
          <Step step={step} marked={step.request_id === marked} />
        ))}
      </ol>
    </section>
  )
}

const words = { ok: 'going well', waiting: 'waiting for a person', failed: 'stopped' }
const marks = { ok: '\u2713', waiting: '\u2026', failed: '\u2717' }

function Step({ step, marked }: { step: TracedStep; marked: boolean }) {
  const { clause, expected } = connectionSteps[step.step]
  return (
    <li class={`${step.outcome}${marked ? ' marked' : ''}`} id={step.id}>
      <strong>
        <span aria-hidden="true">{marks[step.outcome]}</span> {step.step.replace('_', ' ')}
      </strong>{' '}
      <small>
        {clause} · {new Date(step.at).toISOString().slice(11, 19)} · request{' '}
        <code title={step.request_id}>{step.request_id.slice(0, 8)}</code>
      </small>
      <p>{step.received}</p>
      {step.outcome === 'failed' && (
        <dl>
          <dt>Expected</dt>
          <dd>{expected}</dd>
          <dt>Fix</dt>
          <dd>{step.fix ?? fixOf(step)}</dd>
        </dl>
      )}
    </li>
  )
}

/** Of this page alone. */
export const tracesStyle = `
.connection { border: 1px solid var(--line); border-radius: var(--round); padding: 1rem 1.25rem; }
.connection h2 { margin: 0; display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1rem; }
.connection.failed { border-color: var(--bad); }
.connection ol { list-style: none; margin: .75rem 0 0; padding: 0; display: grid; gap: .75rem; }
.connection li { border-inline-start: 3px solid var(--line); padding-inline-start: .875rem; }
.connection li.ok { border-color: var(--good); }
.connection li.waiting { border-color: var(--warn); }
.connection li.failed { border-color: var(--bad); }
.connection li.marked { background: var(--own-wash); padding-block: .5rem; }
.shown { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .9375rem; }
.connection li.ok strong span { color: var(--good); }
.connection li.failed strong { color: var(--bad); }
.connection li p { font-size: .9375rem; }
.connection dl { padding: .5rem 0 0; grid-template-columns: 5.5rem 1fr; }
`
