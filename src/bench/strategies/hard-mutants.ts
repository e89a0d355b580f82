/**
 * Mutants of the catalogue that kraft-fuzz is slowest to kill with its own mix of operations, of all kinds: elections,
 * replication, snapshots, membership; six of them break safety, and six only liveness or what comes before it.
 */
export const HARD_MUTANTS = [
  "ack-after-term-changed",
  "campaign-on-unapplied-config",
  "config-not-rolled-back",
  "figure-8",
  "learner-refuses-vote",
  "no-election-noop",
  "old-snapshot-installed",
  "restore-drops-suffix",
  "snapshot-choice-off-by-one",
  "stuck-candidate-unanswered",
  "vote-cleared-on-step-down",
  "vote-lost-on-log-rewrite",
] as const;
