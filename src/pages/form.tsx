/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import { durationText } from './format.ts'
import { type Language, type Text, texts } from './text.ts'

interface FormProps {
  action: string
  hidden: Readonly<Record<string, string>>
  class?: string
  children: Child
}

/** A form that posts to us, with the values it carries unseen: the CSRF token always among them. */
export function Form({ action, hidden, class: className, children }: FormProps) {
  return (
    <form method="post" action={action} class={className}>
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  )
}

interface FieldProps {
  name: string
  label: string
  type?: 'text' | 'email' | 'password'
  value?: string | undefined
  autocomplete: string
  inputmode?: 'numeric'
  minlength?: number
  autofocus?: boolean
  class?: string
  /** Default: it has to be filled in. */
  required?: boolean
  autocapitalize?: 'characters'
  spellcheck?: false
  hint?: string
  invalid?: boolean
  optional?: boolean
}

/** A labelled field; a wrong one points to the problem, others to their hint. */
export function Field({ label, hint, invalid, optional, ...input }: FieldProps) {
  const hintId = hint && `${input.name}-hint`
  const describedBy = [invalid && 'problem', hintId].filter(Boolean).join(' ') || undefined
  return (
    <div class="field">
      <label for={input.name}>{label}</label>
      <input
        id={input.name}
        type="text"
        required={!optional}
        {...input}
        {...(input.type === 'email' && { autocapitalize: 'none', spellcheck: false })}
        aria-invalid={invalid ? 'true' : undefined}
        aria-describedby={describedBy}
      />
      {hint && <small id={hintId}>{hint}</small>}
    </div>
  )
}

/** What went wrong, read out at once; fields refer to it as `problem`. */
export function Problem({ text }: { text: string | undefined }) {
  return text ? (
    <p class="problem" id="problem" role="alert">
      {text}
    </p>
  ) : null
}

/** The sentence for a problem that needs only its name or the seconds to wait. */
export function problemText(
  problem: Exclude<keyof Text['problem'], 'short' | 'throttledFor'> | undefined,
  lang: Language,
  retryAfter: number | undefined,
): string | undefined {
  if (!problem) return undefined
  const t = texts[lang].problem
  if (problem !== 'throttled' || !retryAfter) return t[problem]
  return t.throttledFor(durationText(retryAfter, lang))
}
