"""The event log and its way to every process: log, sequencer, stream, projections."""
