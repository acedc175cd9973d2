import { type ConnectionStepName, connectionSteps } from '../protocol/connection.ts'

/** One rule, looked at from outside. */
export interface Finding {
  step: ConnectionStepName
  /** Specification and section. */
  clause: string
  /** A broken MUST keeps clients from connecting; a broken SHOULD hurts some of them. */
  level: 'MUST' | 'SHOULD'
  ok: boolean
  /** The rule, in a few words. */
  rule: string
  received: string
  /** What to change; only where it is broken. */
  fix?: string
}

interface Rule {
  rule: string
  /** Default: the step's own. */
  clause?: string
  level?: 'MUST' | 'SHOULD'
  /** What to change when it does not hold. */
  fix: string
}

/** Collects findings of one step. */
export class Step {
  readonly findings: Finding[] = []
  readonly #step: ConnectionStepName

  constructor(step: ConnectionStepName) {
    this.#step = step
  }

  /** Whether it holds; what was received is shown either way. */
  check(ok: boolean, received: string, { rule, clause, level = 'MUST', fix }: Rule): boolean {
    this.findings.push({
      step: this.#step,
      clause: clause ?? connectionSteps[this.#step].clause,
      ...{ level, ok, rule, received },
      ...(!ok && { fix }),
    })
    return ok
  }
}
