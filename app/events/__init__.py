"""The event log and its road to every process: log, sequencer, stream, projections."""
