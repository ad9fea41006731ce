"""Points and who has left the leaderboards."""
