import type { Finding } from '../../src/doctor/index.ts'

/** Findings as a person reads them: step by step, what holds in a line, what is broken with the way out. */
export function diagnosis(findings: readonly Finding[]): string {
  const steps = [...new Set(findings.map(({ step }) => step))]
  return steps
    .map((step) => {
      const mine = findings.filter((one) => one.step === step)
      return [`\n${step.replace('_', ' ')}`, ...mine.map(line)].join('\n')
    })
    .join('\n')
}

function line({ ok, level, rule, clause, received, fix }: Finding): string {
  if (ok) return `  \u2713 ${rule}  (${clause})`
  return [
    `  \u2717 ${level}: ${rule}  (${clause})`,
    `      received  ${received}`,
    `      fix       ${fix}`,
  ].join('\n')
}

/** The last line: how many rules were looked at, and how many are broken. */
export function summary(findings: readonly Finding[]): string {
  const broken = (level: Finding['level']) =>
    findings.filter((one) => !one.ok && one.level === level).length
  const [must, should] = [broken('MUST'), broken('SHOULD')]
  const verdict =
    must > 0 ? 'clients cannot connect' : should > 0 ? 'some clients stumble' : 'all is well'
  return `\n${findings.length} rules looked at; broken: ${must} MUST, ${should} SHOULD. ${verdict}.`
}
